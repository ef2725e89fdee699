import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IHttpRequestOptions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { KlingMotionControlApi } from '../../../credentials/KlingMotionControlApi.credentials';

/** The default address of n8n; nothing listens there. */
export const N8N_URL = 'http://127.0.0.1:9';

/** What the engine needs of the n8n around it, with the same credential for every node. */
export function createAdditionalData(
	credential: ICredentialDataDecryptedObject,
	executionId?: string,
	n8nUrl = N8N_URL,
	editorUrl = n8nUrl,
): IWorkflowExecuteAdditionalData {
	const additionalData: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper: createCredentialsHelper(credential),
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: `${editorUrl}/`,
		restApiUrl: `${n8nUrl}/rest`,
		formBaseUrl: `${n8nUrl}/form`,
		formWaitingBaseUrl: `${n8nUrl}/form-waiting`,
		formTestBaseUrl: `${n8nUrl}/form-test`,
		webhookBaseUrl: `${n8nUrl}/webhook`,
		webhookWaitingBaseUrl: `${n8nUrl}/webhook-waiting`,
		webhookTestBaseUrl: `${n8nUrl}/webhook-test`,
		mcpBaseUrl: `${n8nUrl}/mcp`,
		mcpTestBaseUrl: `${n8nUrl}/mcp-test`,
	};
	// The other properties are for sub-workflows, agents and the editor.
	return additionalData as IWorkflowExecuteAdditionalData;
}

type Authenticate = Extract<IAuthenticate, (...parameters: never[]) => unknown>;

/**
 * Lets the credential type authorize each request, as n8n does, but without decrypting anything.
 */
function createCredentialsHelper(credential: ICredentialDataDecryptedObject): ICredentialsHelper {
	const type = new KlingMotionControlApi();
	const helper: Partial<ICredentialsHelper> = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async () => await Promise.resolve({ ...credential }),
		preAuthentication: async () => await Promise.resolve(undefined),
		authenticate: async (data, _type, request) =>
			await (type.authenticate as Authenticate)(data, request as IHttpRequestOptions),
	};
	return helper as ICredentialsHelper;
}

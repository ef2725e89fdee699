import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IHttpRequestOptions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { KlingMotionControlApi } from '../../credentials/KlingMotionControlApi.credentials';

/** Where n8n would be reached; nothing listens there. */
export const N8N_URL = 'http://127.0.0.1:5678';

/** What the engine asks of the n8n around it; the same credential for every node. */
export function createAdditionalData(
	credential: ICredentialDataDecryptedObject,
	executionId?: string,
): IWorkflowExecuteAdditionalData {
	const additionalData: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper: createCredentialsHelper(credential),
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: N8N_URL,
		restApiUrl: `${N8N_URL}/rest`,
		formBaseUrl: `${N8N_URL}/form`,
		formWaitingBaseUrl: `${N8N_URL}/form-waiting`,
		formTestBaseUrl: `${N8N_URL}/form-test`,
		webhookBaseUrl: `${N8N_URL}/webhook`,
		webhookWaitingBaseUrl: `${N8N_URL}/webhook-waiting`,
		webhookTestBaseUrl: `${N8N_URL}/webhook-test`,
		mcpBaseUrl: `${N8N_URL}/mcp`,
		mcpTestBaseUrl: `${N8N_URL}/mcp-test`,
	};
	// The rest is for sub-workflows, agents and the editor.
	return additionalData as IWorkflowExecuteAdditionalData;
}

type Authenticate = Extract<IAuthenticate, (...parameters: never[]) => unknown>;

/** Decrypts nothing, and lets the credential type sign each request, as n8n does. */
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

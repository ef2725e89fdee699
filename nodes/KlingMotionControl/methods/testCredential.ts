import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import type { HttpResponse } from '../../../kling/api/responses';
import type { HttpRequest } from '../../../kling/api/client';
import { readCredential } from '../../../kling/api/credential';
import { describeError, KlingError, rethrow } from '../../../kling/errors';
import { networkError } from '../../../kling/api/networkErrors';
import { openClient } from '../../../kling/api/openClient';
import { createRedact } from '../../../kling/api/redaction';
import { MAX_TASK_BYTES, readBoundedText } from '../../common/responseBody';
import { withinTime } from '../../common/timeLimit';

const TIMEOUT_MS = 15_000;
/** No task has this id, so a valid key gets "not found", and nothing is charged (API §7). */
const UNKNOWN_TASK = 'n8n-credential-test';

/** The full response of n8n's legacy request helper. */
interface FullResponse {
	statusCode: number;
	body?: unknown;
	headers: Record<string, unknown>;
}

/**
 * Tests a credential. Distinguishes a valid key from a wrong or expired one and from a wrong
 * address.
 */
export async function testCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	// Credential tests have only n8n's legacy request helper.
	const n8n = this.helpers;
	try {
		const { apiVersion, baseUrl, authorization, secrets } = readCredential(credential.data ?? {});
		const redact = createRedact(secrets);
		const send = async ({ url }: HttpRequest): Promise<HttpResponse> => {
			const options = {
				uri: url,
				headers: { Accept: 'application/json', Authorization: authorization() },
				timeout: TIMEOUT_MS,
				// The key is for this host only.
				followRedirect: false,
				json: false,
				simple: false,
				resolveWithFullResponse: true,
				useStream: true,
			};
			try {
				return await withinTime(TIMEOUT_MS, undefined, async (signal) => {
					const response = (await n8n.request(options)) as FullResponse;
					const body = await readBoundedText(response, MAX_TASK_BYTES, signal);
					return { status: response.statusCode, body, headers: response.headers };
				});
			} catch (error) {
				throw networkError(error, url, redact);
			}
		};
		const address = `${baseUrl}${apiVersion === 'v2' ? '/tasks' : '/v1/videos/motion-control'}`;
		await openClient({ apiVersion, baseUrl }, send, redact)
			.get(UNKNOWN_TASK)
			.catch((error: unknown) => rethrow(explainMissingAddress(error, address)));
	} catch (error) {
		if (!isKeyAccepted(error)) return { status: 'Error', message: describeError(error) };
	}
	return { status: 'OK', message: 'Kling accepts this key' };
}

/**
 * Explains a 404 that isn't about the task. Any web server may send one; only Kling's or a
 * gateway's own "not found" means that the key was accepted (API §2, §3a).
 */
function explainMissingAddress(error: unknown, address: string): unknown {
	if (!(error instanceof KlingError) || error.httpStatus !== 404 || isKeyAccepted(error))
		return error;
	return new KlingError(`This host does not know Kling's address ${address} (HTTP 404)`, {
		kind: 'unreadable',
		advice:
			'Check Region and Base URL in the credential: the host must offer Motion Control in the same form as Kling. Keys of services with an API of their own do not work here.',
	});
}

/**
 * Whether the error shows that the key is valid: Kling checks it before it looks for the task. "Not
 * found" has several forms (API §7).
 */
function isKeyAccepted(error: unknown): boolean {
	if (!(error instanceof KlingError)) return false;
	return error.kind === 'notFound' || [1200, 1201, 1203].includes(Number(error.code));
}

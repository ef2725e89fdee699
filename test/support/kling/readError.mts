import { createRedact } from '../../../kling/api/redaction';
import { readResponse, type HttpResponse } from '../../../kling/api/responses';
import { KlingError } from '../../../kling/errors';
import { answer } from './fakeApi.mts';

/** The error as which a response is read. */
export function readError(reply: HttpResponse, redact = createRedact([])): KlingError {
	try {
		readResponse(reply, redact);
	} catch (error) {
		if (error instanceof KlingError) return error;
	}
	throw new Error('This response is read as a success');
}

/** Kling's refusal as a gateway passes it on (API §3a). */
export function wrappedRefusal(status: number, code: number, message: string): HttpResponse {
	const inner = JSON.stringify({ code, message, request_id: 'req-2' });
	return answer(status, { code: 'fail_to_fetch_task', message: inner, data: null });
}

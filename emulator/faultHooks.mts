import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './errors.mts';
import type { Fault } from './faults.mts';
import type { EmulatorState } from './state.mts';

declare module 'fastify' {
	interface FastifyRequest {
		fault?: Fault;
	}
}

const HTML_PAGE = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** Makes planned faults happen: before the work, instead of it, or afterwards, to the response. */
export function addFaultHooks(app: FastifyInstance, state: EmulatorState): void {
	app.addHook('preValidation', async (request, reply) => {
		const { operation } = request.routeOptions.config;
		request.fault = operation && state.faults.take(operation, taskIdsOf(request));
		if (request.fault) await answerInstead(reply, request.fault, state);
	});
	app.addHook('onSend', async (request, reply, payload) => {
		const { fault } = request;
		if (!fault) return payload;
		if (fault.endsTask) await endTask(request, state);
		await sleep(fault.delayMs ?? 0, undefined, { ref: false });
		if (fault.reset || fault.lostAnswer) {
			state.recorder.noteBreak(request);
			request.raw.socket.resetAndDestroy();
		}
		void reply.headers(fault.headers ?? {});
		return fault.truncate ? truncate(payload, reply) : payload;
	});
}

function taskIdsOf(request: FastifyRequest): string[] {
	const { id } = request.params as { id?: string };
	const { task_ids: ids, external_task_ids: names } = request.query as Record<string, string>;
	const { external_task_id: externalId, options } = (request.body ?? {}) as {
		external_task_id?: string;
		options?: { external_task_id?: string };
	};
	const several = [ids, names].flatMap((list) => list?.split(',') ?? []);
	return [id, externalId, options?.external_task_id, ...several].filter(
		(value) => value !== undefined,
	);
}

async function endTask(
	request: FastifyRequest,
	{ store, callbacks }: EmulatorState,
): Promise<void> {
	for (const id of taskIdsOf(request)) store.finish(store.find(id), {});
	await callbacks.delivered();
}

/** Sends the response of a fault instead of doing the work, if the fault has one. */
async function answerInstead(
	reply: FastifyReply,
	fault: Fault,
	state: EmulatorState,
): Promise<void> {
	const { reset, html, empty, error, status } = fault;
	if (error) {
		const apiError = new ApiError(error.code, error.message, status);
		void reply.code(status ?? state.dialect.statusOf(apiError));
		await reply.send(state.dialect.error(apiError));
	} else if ('body' in fault) {
		void reply.code(status ?? 200).type('application/json; charset=utf-8');
		await reply.send(JSON.stringify(fault.body));
	} else if (html) {
		void reply.code(status ?? 502).type('text/html');
		await reply.send(HTML_PAGE);
	} else if (reset || empty || status !== undefined) {
		await reply.code(status ?? 200).send();
	}
}

/** Cuts a body in half, but announces its whole length. */
function truncate(payload: unknown, reply: FastifyReply): unknown {
	if (!(payload instanceof Readable)) return payload;
	const length = Number(reply.getHeader('content-length'));
	return Readable.from(firstHalf(payload, Math.floor(length / 2)));
}

async function* firstHalf(stream: AsyncIterable<Buffer>, length: number) {
	let left = length;
	for await (const chunk of stream) {
		yield chunk.subarray(0, left);
		left -= chunk.length;
		if (left <= 0) throw new Error('Truncated on purpose');
	}
}

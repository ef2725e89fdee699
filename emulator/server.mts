import { access } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { admin } from './admin.mts';
import { klingApi } from './api.mts';
import { parseJson } from '../kling/json';
import { toApiError } from './schemas.mts';
import { ApiError } from './errors.mts';
import type { CallbackSender } from './callbacks.mts';
import type { FaultPlan } from './faults.mts';
import { DEFAULT_SETTINGS, type EmulatorOptions } from './options.mts';
import type { RecordedRequest } from './recorder.mts';
import { results } from './results.mts';
import type { Task } from './task.mts';
import type { Ending, TaskPlan } from './taskStore.mts';
import { EmulatorState, type Counts } from './state.mts';

export type { EmulatorOptions } from './options.mts';

/** An emulated Kling on this machine. */
export interface Emulator {
	/** Scheme, host and port. */
	readonly origin: string;
	/** The Base URL for a credential. */
	readonly baseUrl: string;
	/** In order of arrival. */
	readonly requests: readonly RecordedRequest[];
	/** In order of creation. */
	readonly tasks: readonly Task[];
	readonly counts: Counts;
	readonly faults: FaultPlan;
	/** The callbacks that were sent, and a `plan` for what goes wrong with them. */
	readonly callbacks: CallbackSender;
	/** Plans how the next task ends. */
	nextTask(plan: TaskPlan): void;
	/**
	 * Ends a task now.
	 *
	 * @param id task id or external id
	 */
	finish(id: string, ending?: Ending): void;
	/** Makes a gateway give a task up, which Kling doesn't know (API §3a). */
	giveUp(id: string, reason: string): void;
	/** Forgets tasks, requests, faults and plans. */
	reset(): void;
	/** Ends the server and breaks all connections. */
	close(): Promise<void>;
}

/** An image of 50 MB (API §8) is 67 MB of Base64. */
const BODY_LIMIT = 70 * 1024 * 1024;

/** Starts an emulator. Resolves when it listens. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const state = new EmulatorState({ ...DEFAULT_SETTINGS, ...options });
	const { host, port, pathPrefix, resultFile } = state.settings;
	await access(resultFile);
	const app = createApp(state);
	await app.listen({ host, port });
	const origin = `http://${host}:${(app.server.address() as AddressInfo).port}`;
	state.links.origin = origin;
	return {
		origin,
		baseUrl: origin + pathPrefix,
		get requests() {
			return state.recorder.requests;
		},
		get tasks() {
			return state.store.tasks;
		},
		get counts() {
			return state.counts;
		},
		faults: state.faults,
		callbacks: state.callbacks,
		nextTask: (plan) => state.store.plan(plan),
		finish: (id, ending = {}) => state.store.finish(state.store.find(id), ending),
		giveUp: (id, reason) => state.store.giveUp(state.store.find(id), reason),
		reset: () => state.reset(),
		close: async () => {
			state.store.clear();
			state.callbacks.clear();
			await app.close();
		},
	};
}

function createApp(state: EmulatorState): FastifyInstance {
	const app = fastify({
		bodyLimit: BODY_LIMIT,
		forceCloseConnections: true,
		// Kling accepts neither a boolean for "yes" nor HEAD instead of GET.
		ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
		exposeHeadRoutes: false,
		routerOptions: { ignoreTrailingSlash: true },
	});
	addRecording(app, state);
	addErrorAnswers(app, state);
	readExactly(app);
	void app.register(klingApi(state), { prefix: state.settings.pathPrefix });
	void app.register(results(state), { prefix: '/results' });
	void app.register(admin(state), { prefix: '/admin' });
	return app;
}

/** Reads integers of 18 digits as text, so that no digit is lost. */
function readExactly(app: FastifyInstance): void {
	app.removeContentTypeParser('application/json');
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
		try {
			done(null, parseJson(String(body)));
		} catch {
			done(new ApiError(1200, 'Body is not valid JSON'));
		}
	});
}

/** Records all requests except the admin's own. */
function addRecording(app: FastifyInstance, { recorder }: EmulatorState): void {
	app.addHook('onRequest', (request, _reply, done) => {
		if (!request.url.startsWith('/admin/')) recorder.start(request);
		done();
	});
	app.addHook('preValidation', (request, _reply, done) => {
		recorder.noteBody(request);
		done();
	});
	// Before it is sent, so that a client that has the response finds it recorded.
	app.addHook('onSend', (request, reply, _payload, done) => {
		recorder.noteAnswer(request, reply);
		done();
	});
}

function addErrorAnswers(app: FastifyInstance, { dialect }: EmulatorState): void {
	app.setNotFoundHandler(() => {
		throw new ApiError(1202);
	});
	app.setErrorHandler((error: FastifyError, _request, reply) => {
		const apiError = describe(error);
		return reply.code(dialect.statusOf(apiError)).send(dialect.error(apiError));
	});
}

function describe(error: FastifyError): ApiError {
	if (error instanceof ApiError) return error;
	const [violation] = error.validation ?? [];
	if (violation) return toApiError(violation);
	const status = error.statusCode ?? 500;
	return status < 500 ? new ApiError(1200, error.message, status) : new ApiError(5000);
}

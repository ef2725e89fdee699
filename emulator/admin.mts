import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { FAULT_SCHEMA, type Fault } from './faults.mts';
import type { Ending, TaskPlan } from './taskStore.mts';
import type { EmulatorState } from './state.mts';

const ENDING_PROPERTIES = { fails: { type: 'string' } } as const;

const ENDING_SCHEMA = {
	type: 'object',
	additionalProperties: false,
	properties: ENDING_PROPERTIES,
} as const;

const PLAN_SCHEMA = {
	type: 'object',
	additionalProperties: false,
	properties: {
		...ENDING_PROPERTIES,
		hold: { type: 'boolean' },
		jobDurationMs: { type: 'integer', minimum: 0 },
		times: { type: 'integer', minimum: 1 },
	},
} as const;

const TEST_CALLBACK_SCHEMA = {
	type: 'object',
	required: ['url'],
	additionalProperties: false,
	properties: { url: { type: 'string' } },
} as const;

const GIVE_UP_SCHEMA = {
	type: 'object',
	required: ['reason'],
	additionalProperties: false,
	properties: { reason: { type: 'string' } },
} as const;

/** Offers other processes over HTTP what the {@link Emulator} object offers within a process. */
export function admin(state: EmulatorState): FastifyPluginCallback {
	return (app, _options, done) => {
		addState(app, state);
		addPlans(app, state);
		done();
	};
}

function addState(app: FastifyInstance, state: EmulatorState): void {
	app.get('/state', () => ({
		counts: state.counts,
		tasks: state.store.tasks,
		requests: state.recorder.requests,
		faults: state.faults.pending,
	}));

	app.post('/reset', () => {
		state.reset();
		return {};
	});
}

function addPlans(app: FastifyInstance, { store, faults, callbacks }: EmulatorState): void {
	app.post<{ Body: Fault }>('/faults', { schema: { body: FAULT_SCHEMA } }, ({ body }) => {
		faults.add(body);
		return {};
	});

	app.post<{ Body: TaskPlan }>('/next-task', { schema: { body: PLAN_SCHEMA } }, ({ body }) => {
		store.plan(body);
		return {};
	});

	app.post<{ Body: { url: string } }>(
		'/test-callback',
		{ schema: { body: TEST_CALLBACK_SCHEMA } },
		async ({ body }) => ({ httpStatus: await callbacks.sendTest(body.url) }),
	);

	app.post<{ Body: { reason: string }; Params: { id: string } }>(
		'/tasks/:id/give-up',
		{ schema: { body: GIVE_UP_SCHEMA } },
		({ body, params }) => {
			store.giveUp(store.find(params.id), body.reason);
			return {};
		},
	);

	app.post<{ Body: Ending; Params: { id: string } }>(
		'/tasks/:id/finish',
		{ schema: { body: ENDING_SCHEMA } },
		({ body, params }) => {
			store.finish(store.find(params.id), body);
			return {};
		},
	);
}

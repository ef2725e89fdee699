import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { authenticate } from './auth.mts';
import { CREATE_SCHEMA, LIST_SCHEMA, checkCreate } from './schemas.mts';
import { taskList } from './dialects.mts';
import { addFaultHooks } from './faultHooks.mts';
import type { CreateBody } from './task.mts';
import type { EmulatorState } from './state.mts';

const DEFAULT_PAGE_SIZE = 30;

/** Kling's Motion Control API. */
export function motionControlApi(state: EmulatorState): FastifyPluginCallback {
	return (app, _options, done) => {
		app.addHook('onRequest', (request, _reply, next) => {
			authenticate(request.headers.authorization, state.settings);
			next();
		});
		addFaultHooks(app, state);
		addCreate(app, state);
		addGet(app, state);
		if (state.dialect.hasList) addList(app, state);
		done();
	};
}

function addCreate(app: FastifyInstance, { store, dialect }: EmulatorState): void {
	app.post<{ Body: CreateBody }>(
		'/',
		{ schema: { body: CREATE_SCHEMA }, config: { operation: 'create' } },
		({ body }) => {
			checkCreate(body);
			return dialect.created(store.create(body));
		},
	);
}

function addGet(app: FastifyInstance, { store, dialect }: EmulatorState): void {
	app.get<{ Params: { id: string } }>('/:id', { config: { operation: 'get' } }, ({ params }) =>
		dialect.task(store.get(params.id, dialect.findsExternalIds)),
	);
}

function addList(app: FastifyInstance, { store }: EmulatorState): void {
	app.get<{ Querystring: { pageNum?: string; pageSize?: string } }>(
		'/',
		{ schema: { querystring: LIST_SCHEMA }, config: { operation: 'list' } },
		({ query }) => {
			const size = Number(query.pageSize ?? DEFAULT_PAGE_SIZE);
			return taskList(store.page(Number(query.pageNum ?? 1), size));
		},
	);
}

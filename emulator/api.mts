import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { addAccountCosts } from './accountCosts.mts';
import { authenticate } from './auth.mts';
import { CREATE_SCHEMA, LIST_SCHEMA, checkCreate } from './schemas.mts';
import { addFaultHooks } from './faultHooks.mts';
import type { CreateBody } from './task.mts';
import type { EmulatorState } from './state.mts';
import { envelope, taskV1 } from './v1.mts';
import { addApiV2 } from './apiV2.mts';

const PATH = '/v1/videos/motion-control';
const DEFAULT_PAGE_SIZE = 30;

/** The API of a host: V1, and what only Kling's own hosts have. */
export function klingApi(state: EmulatorState): FastifyPluginCallback {
	return (app, _options, done) => {
		app.addHook('onRequest', (request, _reply, next) => {
			authenticate(request.headers.authorization, state.settings);
			next();
		});
		addFaultHooks(app, state);
		addCreate(app, state);
		addGet(app, state);
		if (state.dialect.isKling) {
			addList(app, state);
			addApiV2(app, state);
			addAccountCosts(app, state);
		}
		done();
	};
}

function addCreate(app: FastifyInstance, { store, dialect }: EmulatorState): void {
	app.post<{ Body: CreateBody }>(
		PATH,
		{ schema: { body: CREATE_SCHEMA }, config: { operation: 'create' } },
		({ body }) => {
			dialect.checkCreate?.(body);
			checkCreate(body);
			return dialect.created(store.create(body));
		},
	);
}

function addGet(app: FastifyInstance, { store, dialect }: EmulatorState): void {
	app.get<{ Params: { id: string } }>(
		`${PATH}/:id`,
		{ config: { operation: 'get' } },
		({ params }) => dialect.task(store.get(params.id, dialect.isKling)),
	);
}

function addList(app: FastifyInstance, { store }: EmulatorState): void {
	app.get<{ Querystring: { pageNum?: string; pageSize?: string } }>(
		PATH,
		{ schema: { querystring: LIST_SCHEMA }, config: { operation: 'list' } },
		({ query, fault }) => {
			const asked = Number(query.pageSize ?? DEFAULT_PAGE_SIZE);
			const size = Math.min(asked, fault?.maxPageSize ?? asked);
			const page = fault?.samePage ? 1 : Number(query.pageNum ?? 1);
			const rows: unknown[] = store.page(page, size).map(taskV1);
			if (fault?.oddRow) rows[0] = { note: 'not a task' };
			return envelope(rows);
		},
	);
}

import type { FastifyInstance } from 'fastify';
import { requireApiToken } from './auth.mts';
import { ApiError } from './errors.mts';
import { checkCreate, CREATE_SCHEMA_V2, LIST_SCHEMA_V2, TASKS_SCHEMA_V2 } from './schemas.mts';
import type { EmulatorState } from './state.mts';
import type { CreateBody, Task } from './task.mts';
import { envelope } from './v1.mts';
import { statusV2, taskV2 } from './v2.mts';

interface CreateBodyV2 {
	contents: Array<{ type: string; text?: string; url?: string; element_id?: string }>;
	settings: { character_orientation: 'image' | 'video'; audio?: string; resolution?: string };
	options?: {
		callback_url?: string;
		external_task_id?: string;
		watermark_info?: { enabled?: boolean };
	};
}

interface ListBodyV2 {
	start_time?: string | number;
	end_time?: string | number;
	cursor?: string;
	limit?: number;
	filters?: Array<{ key: string; values: string[] }>;
}

const MODELS: Record<string, string> = { 'kling-2.6': 'kling-v2-6', 'kling-3.0': 'kling-v3' };
/** The most ids that a query may name (API §8). */
const MAX_IDS = 20;
const DEFAULT_LIMIT = 100;
const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/** API 2.0 (API §8). */
export function addApiV2(app: FastifyInstance, state: EmulatorState): void {
	void app.register((routes, _options, done) => {
		routes.addHook('onRequest', (request, _reply, next) => {
			requireApiToken(request.headers.authorization, state.settings);
			next();
		});
		addCreate(routes, state);
		addQuery(routes, state);
		addList(routes, state);
		done();
	});
}

function addCreate(app: FastifyInstance, { store }: EmulatorState): void {
	app.post<{ Body: CreateBodyV2; Params: { model: string } }>(
		'/motion-control/:model',
		{ schema: { body: CREATE_SCHEMA_V2 }, config: { operation: 'create' } },
		({ body, params }) => {
			const model = MODELS[params.model];
			if (model === undefined) throw new ApiError(1203, `model ${params.model} is not supported`);
			const inV1 = toV1(body, model);
			checkCreate(inV1);
			const { id, status, create_time, update_time, external_id } = taskV2(
				store.create(inV1, 'v2'),
			);
			return envelope({ id, status, create_time, update_time, external_id });
		},
	);
}

/** Tasks are stored in the form of V1, whichever generation of the API creates them. */
function toV1({ contents, settings, options = {} }: CreateBodyV2, model: string): CreateBody {
	const find = (type: string) => contents.find((content) => content.type === type);
	return {
		image_url: find('image')?.url ?? '',
		video_url: find('video')?.url ?? '',
		character_orientation: settings.character_orientation,
		mode: settings.resolution === '1080p' ? 'pro' : 'std',
		prompt: find('prompt')?.text,
		keep_original_sound: settings.audio === 'off' ? 'no' : 'yes',
		model_name: model,
		element_list: contents
			.filter(({ type }) => type === 'element')
			.map(({ element_id }) => ({ element_id: String(element_id) })),
		...options,
	};
}

function addQuery(app: FastifyInstance, { store }: EmulatorState): void {
	app.get<{ Querystring: { task_ids?: string; external_task_ids?: string } }>(
		'/tasks',
		{ schema: { querystring: TASKS_SCHEMA_V2 }, config: { operation: 'get' } },
		({ query: { task_ids: taskIds, external_task_ids: externalIds } }) => {
			if ((taskIds === undefined) === (externalIds === undefined)) {
				throw new ApiError(1201, 'taskIds or externalTaskIds: exactly one is needed');
			}
			const ids = (taskIds ?? externalIds ?? '').split(',');
			if (ids.length > MAX_IDS) throw new ApiError(1201, 'taskIds: size exceeds the limit');
			const idOf = ({ id, externalId }: Task) => (taskIds === undefined ? externalId : id);
			return envelope(store.tasks.filter((task) => ids.includes(idOf(task) ?? '')).map(taskV2));
		},
	);
}

function addList(app: FastifyInstance, { store }: EmulatorState): void {
	app.post<{ Body: ListBodyV2 }>(
		'/tasks',
		{ schema: { body: LIST_SCHEMA_V2 }, config: { operation: 'list' } },
		({ body, fault }) => {
			const { limit = DEFAULT_LIMIT, cursor = '0', filters = [] } = body;
			const { start_time: start = Date.now() - MONTH_MS, end_time: end = Infinity } = body;
			const statuses = filters
				.filter(({ key }) => key === 'status')
				.flatMap(({ values }) => values);
			const matching = store.tasks.toReversed().filter((task) => {
				const isInTime = task.createdAt >= Number(start) && task.createdAt <= Number(end);
				return isInTime && (statuses.length === 0 || statuses.includes(statusV2(task)));
			});
			const first = fault?.samePage ? 0 : Number(cursor);
			const last = first + Math.min(limit, fault?.maxPageSize ?? limit);
			const hasMore = last < matching.length;
			const rows: unknown[] = matching.slice(first, last).map(taskV2);
			if (fault?.oddRow) rows[0] = { note: 'not a task' };
			return envelope({
				result: rows,
				count: rows.length,
				next_cursor: hasMore ? String(last) : '',
				has_more: hasMore,
			});
		},
	);
}

import { isObject, numberOf, textOf, type JsonObject } from '../json';
import { isErrorCode, readCode } from './responses';
import { isFinal, type KlingTask, type KlingVideo, type TaskStatus } from '../task';

/** Gateways nest a task as deep as `data.data.data` (API §3a). */
const MAX_NESTING = 4;
/** How long Kling keeps a video after its task has ended (API §2). */
const VIDEO_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
/** Smaller times are seconds: in milliseconds they would lie before March 1973. */
const MIN_MILLISECONDS = 1e11;

/**
 * Finds the task in a response: in `data`, in a gateway's `data.data.data`, or at the top level
 * (API §2, §3a and §8); null when there is none.
 */
export function findTask(answer: unknown): KlingTask | null {
	return findNestedTask(answer, (value) => parseTask(value));
}

/**
 * Finds the task in the response to a create, where it may have no status yet (API §3a). A task
 * with an id exists and is paid for, whatever else the response says. Only a plain `id` beside an
 * error code counts for nothing: it may name anything.
 */
export function findCreatedTask(answer: unknown): KlingTask | null {
	const isRefused = isObject(answer) && isErrorCode(readCode(answer));
	return findNestedTask(answer, (value) => {
		const isTask = !isRefused || (isObject(value) && textOf(value.task_id) !== null);
		return isTask ? parseTask(value, '') : null;
	});
}

/**
 * Finds the list in a response: in `data`, in `data.data`, in `data.result`, or at the top level.
 */
export function findList(answer: unknown, depth = 0): unknown[] | null {
	if (Array.isArray(answer)) return answer as unknown[];
	if (!isObject(answer) || depth > MAX_NESTING) return null;
	return findList(answer.data ?? answer.result, depth + 1);
}

function findNestedTask(
	answer: unknown,
	parse: (value: unknown) => KlingTask | null,
	depth = 0,
): KlingTask | null {
	if (!isObject(answer)) return null;
	const hasInner = !('task_status' in answer) && depth < MAX_NESTING;
	const inner = hasInner ? findNestedTask(answer.data, parse, depth + 1) : null;
	return inner === null ? parse(answer) : completeFromRecord(inner, answer);
}

/**
 * Adds what the gateway's own record around the task says (API §3a): its public id, the only one
 * that the gateway accepts in a query, and whether the gateway has given the task up, which Kling
 * doesn't know.
 */
function completeFromRecord(task: KlingTask, record: JsonObject): KlingTask {
	const publicId = textOf(record.task_id);
	const named = publicId === null ? task : withId(task, publicId);
	const isGivenUp = readStatus(textOf(record.status) ?? '').status === 'failed' && !isFinal(task);
	if (!isGivenUp) return named;
	const reason = textOf(record.fail_reason);
	const raw = { ...named.raw, task_status: 'failed', task_status_msg: reason };
	return { ...named, status: 'failed', statusText: 'failed', statusMessage: reason, raw };
}

/** The task with another id, in its raw form, too. */
export function withId(task: KlingTask, id: string): KlingTask {
	if (task.id === id) return task;
	const key = 'task_id' in task.raw ? 'task_id' : 'id';
	return { ...task, id, raw: { ...task.raw, [key]: id } };
}

/**
 * Reads one task of either generation of the API (API §2, §3a and §8).
 *
 * @param missing the status of a task that has none
 * @returns null when the value isn't a task
 */
export function parseTask(value: unknown, missing?: string): KlingTask | null {
	if (!isObject(value)) return null;
	const id = textOf(value.task_id) ?? textOf(value.id);
	const word = readWord(value.task_status ?? value.status) ?? missing;
	if (id === null || word === undefined) return null;
	const status = readStatus(word);
	const info = isObject(value.task_info) ? value.task_info : {};
	const createdAt = timeOf(value.created_at ?? value.create_time ?? value.submit_time);
	const updatedAt = timeOf(value.updated_at ?? value.update_time ?? value.finish_time);
	return {
		id,
		...status,
		statusMessage: reasonOf(value),
		externalId:
			textOf(info.external_task_id) ?? textOf(value.external_task_id) ?? textOf(value.external_id),
		videos: parseVideos(value),
		...parseCharge(value),
		createdAt,
		updatedAt,
		expiresAt: status.status === 'succeed' ? expiryOf(updatedAt ?? createdAt) : null,
		requestId: null,
		raw: value,
	};
}

/**
 * The words that hosts use for a status (API §2, §3a and §8). Gateways may have none for a new
 * task.
 */
const STATUS_WORDS: Record<string, TaskStatus> = {
	'': 'submitted',
	not_start: 'submitted',
	pending: 'submitted',
	queued: 'submitted',
	submitted: 'submitted',
	unknown: 'submitted',
	in_progress: 'processing',
	processing: 'processing',
	running: 'processing',
	completed: 'succeed',
	succeed: 'succeed',
	succeeded: 'succeed',
	success: 'succeed',
	failed: 'failed',
	failure: 'failed',
};

/** The text of a status, which may be empty (API §3a). */
function readWord(value: unknown): string | null {
	return value === '' ? value : textOf(value);
}

function readStatus(word: string): Pick<KlingTask, 'status' | 'statusText'> {
	const lower = word.toLowerCase();
	const status = Object.hasOwn(STATUS_WORDS, lower) ? STATUS_WORDS[lower] : undefined;
	// An unknown word isn't changed, so that a secret in it can be recognized and masked.
	return status ? { status, statusText: lower } : { status: 'unrecognized', statusText: word };
}

/**
 * The reason is in `task_status_msg` with V1, in `message` with 2.0, and in `fail_reason`, `error`
 * or `error.message` with gateways.
 */
function reasonOf(value: JsonObject): string | null {
	if ('task_status' in value) return textOf(value.task_status_msg);
	const error = isObject(value.error) ? value.error.message : value.error;
	return textOf(value.fail_reason) ?? textOf(error) ?? textOf(value.message);
}

/** Unix time in milliseconds; gateways give seconds. */
function timeOf(value: unknown): number | null {
	const time = numberOf(value);
	if (time === null || time <= 0) return null;
	return time < MIN_MILLISECONDS ? time * 1000 : time;
}

function expiryOf(endedAt: number | null): number | null {
	return endedAt === null ? null : endedAt + VIDEO_LIFETIME_MS;
}

/** V1 has the videos in `task_result`, 2.0 among the `outputs`. */
function parseVideos(value: JsonObject): KlingVideo[] {
	const { task_result: result, outputs } = value;
	const files = isObject(result) ? result.videos : outputs;
	return objectsIn(files).flatMap((file) => {
		const url = textOf(file.url);
		const isVideo = textOf(file.type) === null || textOf(file.type) === 'video';
		if (url === null || !isVideo) return [];
		return [
			{
				id: textOf(file.id),
				url,
				duration: numberOf(file.duration),
				watermarkUrl: textOf(file.watermark_url),
			},
		];
	});
}

/** What the task cost, in units of a resource pack and in money (API §2 and §8). */
function parseCharge(
	value: JsonObject,
): Pick<KlingTask, 'unitsCharged' | 'moneyCharged' | 'currency'> {
	const bills = objectsIn(value.billing);
	const cash = bills.filter((bill) => textOf(bill.charge_type) === 'cash');
	const units = bills.filter((bill) => textOf(bill.charge_type) === 'unit');
	const balance = isObject(value.final_balance_deduction) ? value.final_balance_deduction : {};
	return {
		unitsCharged: numberOf(value.final_unit_deduction) ?? sumOf(units),
		moneyCharged: numberOf(balance.quota) ?? sumOf(cash),
		currency: textOf(cash[0]?.currency),
	};
}

/** The sum of the amounts; null when there are none. */
function sumOf(bills: JsonObject[]): number | null {
	const amounts = bills.map(({ amount }) => numberOf(amount)).filter((amount) => amount !== null);
	return amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0);
}

function objectsIn(value: unknown): JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

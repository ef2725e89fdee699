import { isObject, numberOf, textOf, type JsonObject } from '../json';
import { isErrorCode, readCode } from './responses';
import { isFinal, type KlingTask, type KlingVideo, type TaskStatus } from '../task';

/** Gateways nest the task up to `data.data.data` (API §3a). */
const MAX_NESTING = 4;
/** How long Kling keeps a video after its task has ended (API §2). */
const VIDEO_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
/** Smaller times are seconds: as milliseconds, they would lie before 1973. */
const MIN_MILLISECONDS = 1e11;

/**
 * Finds the task in an answer: in `data`, in a gateway's `data.data.data`, or at the top level
 * (API §2, §3a and §8); null when there is none.
 */
export function findTask(answer: unknown): KlingTask | null {
	return findNestedTask(answer, (value) => parseTask(value));
}

/**
 * The same in the answer to a create, where a task may have no status yet (API §3a): whatever else the
 * answer says, a task with an id exists and is paid for. Only an `id` beside the code of an error may be
 * the id of anything.
 */
export function findCreatedTask(answer: unknown): KlingTask | null {
	const isRefused = isObject(answer) && isErrorCode(readCode(answer));
	return findNestedTask(answer, (value) => {
		const isTask = !isRefused || (isObject(value) && textOf(value.task_id) !== null);
		return isTask ? parseTask(value, '') : null;
	});
}

/** Finds the list in an answer: in `data`, in `data.data`, in `data.result`, or at the top level. */
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
 * What a gateway's own record says of the task that it wraps (API §3a): its public id, which alone can
 * be asked for, and that the gateway has given the task up, of which Kling knows nothing.
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

/** The task under the id by which the host can be asked for it, in what it came as, too. */
export function withId(task: KlingTask, id: string): KlingTask {
	if (task.id === id) return task;
	const key = 'task_id' in task.raw ? 'task_id' : 'id';
	return { ...task, id, raw: { ...task.raw, [key]: id } };
}

/**
 * Reads one task of either generation of the API (API §2, §3a and §8).
 *
 * @param missing stands in for a status that can't be read
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

/** Words for a status that hosts use (API §2, §3a and §8). A gateway has none yet for a new task. */
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

/** An empty status is one, too (API §3a). */
function readWord(value: unknown): string | null {
	return value === '' ? value : textOf(value);
}

function readStatus(word: string): Pick<KlingTask, 'status' | 'statusText'> {
	const lower = word.toLowerCase();
	const status = Object.hasOwn(STATUS_WORDS, lower) ? STATUS_WORDS[lower] : undefined;
	return { status: status ?? 'unrecognized', statusText: lower };
}

/** V1 says `task_status_msg`, 2.0 `message`, gateways `fail_reason` or an `error` with a `message`. */
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

/** What was paid, in units of a resource pack and in money (API §2 and §8). */
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

/** Null when there is nothing to add up. */
function sumOf(bills: JsonObject[]): number | null {
	const amounts = bills.map(({ amount }) => numberOf(amount)).filter((amount) => amount !== null);
	return amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0);
}

function objectsIn(value: unknown): JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

import type { IExecuteFunctions, IWorkflowDataProxyData } from 'n8n-workflow';

/**
 * The execution's custom data, which survives a stop and the workflow's timeout (n8n facts §14).
 */
interface CustomData {
	set: (key: string, value: string) => void;
	getAll: () => Record<string, string>;
}

/** How many keys n8n stores, including the user's own. */
const MAX_KEYS = 10;
/** n8n warns of longer texts in its log. */
const SHORT_LENGTH = 255;
const LONGEST_LENGTH = 512;
const TASKS_KEY = 'kling_task_ids';
const SENDING_KEY = 'kling_external_ids_without_response';
const SEPARATOR = ', ';
/** Follows the last id for which there was room. */
const UNNAMED = /^and (\d+) more/;

/**
 * Records the tasks of an execution where they can be found however it ends: in its custom data,
 * which n8n shows in the executions list, and in n8n's log.
 */
export class ExecutionRecord {
	private readonly customData: CustomData | undefined;

	private readonly taskIds: string[];

	/** How many tasks had no room among them. */
	private unnamed: number;

	private readonly sending: Set<string>;

	/** @param proxy the execution's data proxy, passed in because n8n takes a moment to make one */
	constructor(
		private readonly context: IExecuteFunctions,
		proxy: IWorkflowDataProxyData,
	) {
		this.customData = (proxy.$execution as { customData?: CustomData } | undefined)?.customData;
		// Written by earlier runs of this node and by other nodes.
		const stored = Object.entries(this.readAll());
		const lines = stored.filter(([key]) => key.startsWith(TASKS_KEY)).map(([, text]) => text);
		const texts = lines.flatMap(splitLine);
		this.taskIds = texts.filter((text) => !UNNAMED.test(text));
		this.unnamed = Math.max(0, ...texts.map((text) => Number(UNNAMED.exec(text)?.[1] ?? 0)));
		this.sending = new Set(splitLine(this.readAll()[SENDING_KEY] ?? ''));
	}

	/** Records a request that is about to be sent. */
	addSending(externalId: string): void {
		this.sending.add(externalId);
		this.writeSending();
	}

	/** Removes a request that has created no task. */
	removeSending(externalId: string): void {
		if (this.sending.delete(externalId)) this.writeSending();
	}

	/** Records a task that exists. */
	addTask(taskId: string, externalId: string): void {
		this.removeSending(externalId);
		if (this.taskIds.includes(taskId)) return;
		this.taskIds.push(taskId);
		this.writeTasks();
		const executionId = this.context.getExecutionId();
		this.context.logger.info(
			`Kling Motion Control: task ${taskId} (external task ID ${externalId}) belongs to execution ${executionId}`,
		);
	}

	private writeTasks(): void {
		const keys = Object.keys(this.readAll());
		const taken = keys.filter((key) => !key.startsWith(TASKS_KEY));
		// One key is reserved for requests without a response.
		const free = MAX_KEYS - new Set([...taken, SENDING_KEY]).size;
		const short = this.packTasks(SHORT_LENGTH);
		const lines = short.length <= free ? short : this.packIntoLong(free);
		// Only the last line has changed, unless the lines have just become longer, and fewer.
		const first = lines === short ? lines.length - 1 : 0;
		const count = Math.max(lines.length, keys.length - taken.length);
		for (let index = first; index < count; index++) this.write(keyOf(index), lines[index] ?? '');
	}

	/**
	 * Packs the ids into a number of lines at most. The ids without room, which are the newest, are
	 * only in n8n's log.
	 */
	private packIntoLong(free: number): string[] {
		for (;;) {
			const lines = this.packTasks(LONGEST_LENGTH);
			if (lines.length <= free || this.taskIds.length === 0) return lines.slice(0, free);
			this.taskIds.pop();
			this.unnamed++;
		}
	}

	private packTasks(maxLength: number): string[] {
		if (this.unnamed === 0) return packTexts(this.taskIds, maxLength);
		const note = `and ${this.unnamed} more: see n8n's log or the filter Made by Execution of Get Many`;
		return packTexts([...this.taskIds, note], maxLength);
	}

	private writeSending(): void {
		const [line = ''] = packTexts([...this.sending], SHORT_LENGTH);
		this.write(SENDING_KEY, line);
	}

	private readAll(): Record<string, string> {
		return this.customData?.getAll() ?? {};
	}

	private write(key: string, text: string): void {
		this.customData?.set(key, text);
	}
}

function splitLine(line: string): string[] {
	return line.split(SEPARATOR).filter((text) => text !== '');
}

function keyOf(line: number): string {
	return line === 0 ? TASKS_KEY : `${TASKS_KEY}_${line + 1}`;
}

/** Joins texts, in order, into lines of at most this length. */
export function packTexts(texts: string[], maxLength: number): string[] {
	const lines: string[] = [];
	for (const text of texts) {
		const last = lines.at(-1);
		const longer = `${last}${SEPARATOR}${text}`;
		if (last === undefined || longer.length > maxLength) lines.push(text);
		else lines[lines.length - 1] = longer;
	}
	return lines;
}

import { randomBytes } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { isObject } from '../../../kling/json';
import type { CreateJournal } from '../../../kling/tasks/create';
import { deriveExternalTaskId } from '../../common/externalTaskId';
import { ExecutionRecord } from './executionRecord';

/** What is known of an item's task. */
export interface JournalEntry {
	/**
	 * `sending`: a request was sent, but its response hasn't arrived; `made`: the task exists;
	 * `failed`: the task existed, but Kling could not make the video.
	 */
	state: 'sending' | 'made' | 'failed';
	externalId: string;
	/** Null until the task is known. */
	taskId: string | null;
	/** The execution that Kling notifies, because it sent the request; null when that isn't known. */
	executionId: string | null;
	/** The number of the try, from 1. */
	attempt: number;
}

/** The journal as n8n stores it, in plain JSON. */
interface StoredJournal {
	executionId: string;
	random: string;
	entries: Record<string, JournalEntry>;
}

const KEY = 'klingJournal';

/**
 * What the node has asked Kling for in this execution, item by item. It is kept in the node's
 * context, which survives n8n's Retry On Fail and is passed on to the execution that n8n's Retry
 * starts (n8n facts §14). So a further run takes over existing tasks and pays for nothing twice.
 */
export class TaskJournal {
	private readonly stored: StoredJournal;

	private readonly record: ExecutionRecord;

	private readonly runIndex: number;

	/**
	 * Identifies the call of an agent, which may call its tool several times in a run. Each call is a
	 * new video.
	 */
	private readonly call: string;

	constructor(private readonly context: IExecuteFunctions) {
		const proxy = context.getWorkflowDataProxy(0);
		this.runIndex = Number(proxy.$runIndex) || 0;
		this.call = context.getNode().type.endsWith('Tool') ? drawRandom() : '';
		this.record = new ExecutionRecord(context, proxy);
		const nodeContext = context.getContext('node');
		this.stored = readStored(nodeContext[KEY]) ?? {
			executionId: context.getExecutionId(),
			random: drawRandom(),
			entries: {},
		};
		nodeContext[KEY] = this.stored;
	}

	/**
	 * What is known of the item's task; undefined when no request was sent, or none created a task.
	 */
	find(itemIndex: number): JournalEntry | undefined {
		return this.stored.entries[this.keyOf(itemIndex)];
	}

	/** The external id of a task for which the user entered none. */
	deriveExternalId(itemIndex: number, attempt: number): string {
		return deriveExternalTaskId({
			executionId: this.stored.executionId,
			random: this.stored.random,
			nodeId: this.context.getNode().id,
			runIndex: this.runIndex,
			item: `${itemIndex}${this.call}`,
			attempt,
		});
	}

	/** Opens the journal for one request. */
	open(itemIndex: number, externalId: string, attempt: number): CreateJournal {
		const key = this.keyOf(itemIndex);
		const { entries } = this.stored;
		const before = entries[key];
		const executionId = this.context.getExecutionId();
		const entry = { externalId, taskId: null, executionId, attempt };
		const failed = before?.state === 'failed' ? before : failureBefore(entry);
		return {
			sending: () => {
				entries[key] = { ...entry, state: 'sending' };
				this.record.addSending(externalId);
			},
			made: ({ task: { id }, existed }) => {
				const isSent = before?.state === 'sending' && before.externalId === externalId;
				const sender = isSent ? before.executionId : null;
				const notified = existed ? sender : executionId;
				entries[key] = { ...entry, state: 'made', taskId: id, executionId: notified };
				this.record.addTask(id, externalId);
			},
			notMade: () => {
				// The next try must not use the external id of the failed task again.
				if (failed) entries[key] = failed;
				else delete entries[key];
				this.record.removeSending(externalId);
			},
		};
	}

	/** Notes that Kling could not make the video, so that the next try creates a new task. */
	noteFailure(itemIndex: number): void {
		const entry = this.find(itemIndex);
		if (entry) entry.state = 'failed';
	}

	/** The tasks of this run, with their items. */
	created(): Array<{ itemIndex: number; taskId: string }> {
		const start = this.keyOf(0).slice(0, -1);
		return Object.entries(this.stored.entries).flatMap(([key, { taskId }]) =>
			key.startsWith(start) && taskId !== null
				? [{ itemIndex: Number(key.slice(start.length)), taskId }]
				: [],
		);
	}

	private keyOf(itemIndex: number): string {
		return `${this.runIndex}${this.call}.${itemIndex}`;
	}
}

/** The try before, of which a crash may have left no entry; null when this is the first. */
function failureBefore({ attempt, ...entry }: Omit<JournalEntry, 'state'>): JournalEntry | null {
	return attempt > 1 ? { ...entry, state: 'failed', attempt: attempt - 1 } : null;
}

function readStored(value: unknown): StoredJournal | null {
	return isObject(value) && isObject(value.entries) ? (value as unknown as StoredJournal) : null;
}

/** Six letters and digits, enough to distinguish the few executions that ever have the same id. */
function drawRandom(): string {
	return randomBytes(6).toString('base64url').replace(/[-_]/g, 'x').slice(0, 6).toLowerCase();
}

import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../../../kling/clock';
import { valueOrThrow, type Outcome } from '../../../kling/concurrency';
import type { Beforehand } from '../../../kling/tasks/accountTasks';
import { spentIdError } from '../../../kling/tasks/failures';
import type { Account } from '../../common/account';
import type { StartedItem } from '../../common/startedItem';
import { readCreateRequests, type CreateRequest, type RequestOptions } from './createRequest';
import { TaskJournal, type JournalEntry } from './journal';

/** Creates the tasks of one run of the node, each of them once. */
export class TaskCreator {
	private constructor(
		private readonly context: IExecuteFunctions,
		private readonly account: Account,
		private readonly clock: Clock,
		readonly journal: TaskJournal,
		private readonly requests: Array<Outcome<CreateRequest>>,
	) {}

	/**
	 * Checks all items without sending anything.
	 *
	 * @throws NodeOperationError when an item is wrong, unless the node continues on errors.
	 */
	static async open(
		context: IExecuteFunctions,
		clock: Clock,
		options: Omit<RequestOptions, 'created'>,
	): Promise<TaskCreator> {
		const journal = new TaskJournal(context);
		const created = journal.created();
		const requests = await readCreateRequests(context, { ...options, created });
		return new TaskCreator(context, options.account, clock, journal, requests);
	}

	/**
	 * Creates the task of an item, or takes over the one that an earlier run has created for it.
	 * After {@link TaskJournal.noteFailure}, creates another one.
	 *
	 * @param signal aborted when no further task may be created
	 * @throws KlingError (`input`) before anything is sent; any error of the request.
	 */
	async start(itemIndex: number, signal: AbortSignal): Promise<StartedItem> {
		const request = valueOrThrow(this.requests[itemIndex]);
		const { ownId } = request;
		const entry = this.findEntry(itemIndex, ownId);
		if (entry?.state === 'made' && entry.taskId !== null) {
			const isCalledBack = entry.executionId === this.context.getExecutionId();
			return { id: entry.taskId, task: null, isNew: false, isCalledBack };
		}
		if (entry?.state === 'failed' && ownId !== null) throw spentIdError(ownId, null);
		const attempt = (entry?.attempt ?? 0) + (entry?.state === 'sending' ? 0 : 1);
		const externalId = ownId ?? this.journal.deriveExternalId(itemIndex, attempt);
		const { task, existed } = await this.account.tasks.create({
			client: this.account.client,
			clock: this.clock,
			signal,
			group: this.context.getExecutionId(),
			timeLimitMs: request.queueTimeLimitMs,
			externalId,
			beforehand: beforehandOf(entry, ownId),
			journal: this.journal.open(itemIndex, externalId, attempt),
			readBody: async () => await request.readBody(externalId),
		});
		// Kling notifies only the execution that created the task.
		const isCalledBack = !existed || ownId === null;
		return { id: task.id, task, isNew: !existed, isCalledBack };
	}

	/**
	 * Ignores an entry for a different external id, which means that the user has changed it since.
	 */
	private findEntry(itemIndex: number, ownId: string | null): JournalEntry | undefined {
		const entry = this.journal.find(itemIndex);
		return ownId === null || entry?.externalId === ownId ? entry : undefined;
	}
}

function beforehandOf(entry: JournalEntry | undefined, ownId: string | null): Beforehand {
	if (entry?.state === 'sending') return 'unknown';
	return ownId === null ? 'new' : 'mayExist';
}

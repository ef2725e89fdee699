import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../../../kling/clock';
import { valueOrThrow, type Outcome } from '../../../kling/concurrency';
import type { Beforehand } from '../../../kling/tasks/accountTasks';
import { spentIdError } from '../../../kling/tasks/failures';
import { outputOptionsOf } from '../../common/output';
import type { StartedItem } from '../../common/startedItem';
import {
	readCreateRequest,
	readCreateRequests,
	readOwnId,
	type CreateRequest,
	type RequestOptions,
} from './createRequest';
import { TaskJournal, type JournalEntry } from './journal';

/** Creates the tasks of one run of the node, each of them once. */
export class TaskCreator {
	private constructor(
		private readonly context: IExecuteFunctions,
		private readonly clock: Clock,
		private readonly options: RequestOptions,
		readonly journal: TaskJournal,
		/** Those of the items that had no task before. */
		private readonly requests: Array<Outcome<CreateRequest>>,
	) {}

	/**
	 * Checks all items for which there is no task yet, without sending anything.
	 *
	 * @throws NodeOperationError when an item is wrong, unless the node continues on errors.
	 */
	static async open(
		context: IExecuteFunctions,
		clock: Clock,
		given: Omit<RequestOptions, 'created'>,
	): Promise<TaskCreator> {
		const journal = new TaskJournal(context);
		const options = { ...given, created: journal.created() };
		const itemIndexes = [...context.getInputData().keys()];
		// The files of a task that exists may have been deleted since.
		const unmade = itemIndexes.filter(
			(itemIndex) => findMade(context, journal, itemIndex) === null,
		);
		const requests = await readCreateRequests(context, unmade, options);
		return new TaskCreator(context, clock, options, journal, requests);
	}

	/**
	 * Creates the task of an item, or takes over the one that an earlier run has created for it.
	 * After {@link TaskJournal.noteFailure}, creates another one.
	 *
	 * @param signal aborted when no further task may be created
	 * @throws KlingError (`input`) before anything is sent; any error of the request.
	 */
	async start(itemIndex: number, signal: AbortSignal): Promise<StartedItem> {
		const made = findMade(this.context, this.journal, itemIndex);
		if (made !== null) return this.takeOver(itemIndex, made);
		const { ownId, output, ...request } = await this.requestOf(itemIndex);
		const entry = this.findEntry(itemIndex, ownId);
		if (entry?.state === 'failed' && ownId !== null) throw spentIdError(ownId, null);
		const attempt = (entry?.attempt ?? 0) + (entry?.state === 'sending' ? 0 : 1);
		const externalId = ownId ?? this.journal.deriveExternalId(itemIndex, attempt);
		const { client, tasks } = this.options.account;
		const { task, existed } = await tasks.create({
			client,
			clock: this.clock,
			signal,
			group: this.context.getExecutionId(),
			timeLimitMs: request.queueTimeLimitMs,
			externalId,
			beforehand: beforehandOf(entry, ownId),
			journal: this.journal.open(itemIndex, externalId, attempt),
			isUpload: request.isUpload,
			readBody: async () => await request.readBody(externalId),
		});
		const isCalledBack = this.isCalledBack(itemIndex);
		return { id: task.id, task, isNew: !existed, isCalledBack, output };
	}

	private takeOver(itemIndex: number, id: string): StartedItem {
		const output = outputOptionsOf(this.context, itemIndex);
		const isCalledBack = this.isCalledBack(itemIndex);
		return { id, task: null, isNew: false, isCalledBack, output };
	}

	private async requestOf(itemIndex: number): Promise<CreateRequest> {
		const request = this.requests[itemIndex];
		if (request) return valueOrThrow(request);
		// The item had a task, which has failed since.
		return await readCreateRequest(this.context, itemIndex, this.options);
	}

	/** Kling notifies only the execution that created the task. */
	private isCalledBack(itemIndex: number): boolean {
		return this.journal.find(itemIndex)?.executionId === this.context.getExecutionId();
	}

	private findEntry(itemIndex: number, ownId: string | null): JournalEntry | undefined {
		const entry = this.journal.find(itemIndex);
		return isFor(entry, ownId) ? entry : undefined;
	}
}

/** The id of the task that an earlier run has created for the item; null when there is none. */
function findMade(
	context: IExecuteFunctions,
	journal: TaskJournal,
	itemIndex: number,
): string | null {
	const entry = journal.find(itemIndex);
	if (entry?.state !== 'made') return null;
	try {
		return isFor(entry, readOwnId(context, itemIndex)) ? entry.taskId : null;
	} catch {
		// The check of the item says which expression fails.
		return null;
	}
}

/** An entry for a different external id means that the user has changed it since. */
function isFor(entry: JournalEntry | undefined, ownId: string | null): boolean {
	return ownId === null || entry?.externalId === ownId;
}

function beforehandOf(entry: JournalEntry | undefined, ownId: string | null): Beforehand {
	if (entry?.state === 'sending') return 'unknown';
	return ownId === null ? 'new' : 'mayExist';
}

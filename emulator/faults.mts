import type { Operation } from './recorder.mts';

/** One thing that goes wrong, at one kind of request. What it does can be combined. */
export interface Fault {
	on: Operation;
	/** How many requests it meets; 1 when not given. */
	times?: number;
	/** How many matching requests it lets through first. */
	after?: number;
	/** Meets only requests for this task (at a create: with this external task id). */
	taskId?: string;

	/** Answers so much later; the work is done at once, so that a client's time-out finds a task made. */
	delayMs?: number;
	/** Adds headers to whatever the answer is. */
	headers?: Record<string, string>;

	/** The status of the answer that stands in for the real one; alone, that answer is empty. */
	status?: number;
	/** Breaks the connection in place of an answer; nothing is done. */
	reset?: true;
	/** A page of a web server; with status 502 unless `status` says otherwise. */
	html?: true;
	/** No body at all; with status 200 unless `status` says otherwise. */
	empty?: true;
	/** One of Kling's errors; its status is the table's unless `status` says otherwise. */
	error?: { code: number; message?: string };
	/** Any JSON; with status 200 unless `status` says otherwise. */
	body?: unknown;

	/** Does the work, then breaks the connection in place of the answer. */
	lostAnswer?: true;
	/** Breaks the connection in the middle of the body. */
	truncate?: true;

	/** The first row of a list is no task. */
	oddRow?: true;
	/** A page of a list has at most so many tasks, whatever was asked for. */
	maxPageSize?: number;
	/** Every page of a list is the first one. */
	samePage?: true;

	/**
	 * Ends the task once the answer is written, which doesn't know of it therefore, and sends the answer
	 * when the callbacks about it have been taken or given up. A create must name the task by an external id.
	 */
	endsTask?: true;
}

/** JSON schema of a fault that comes over HTTP. */
export const FAULT_SCHEMA = {
	type: 'object',
	required: ['on'],
	additionalProperties: false,
	properties: {
		on: { enum: ['create', 'get', 'list', 'costs', 'download'] },
		times: { type: 'integer', minimum: 1 },
		after: { type: 'integer', minimum: 0 },
		taskId: { type: 'string' },
		delayMs: { type: 'integer', minimum: 0 },
		headers: { type: 'object', additionalProperties: { type: 'string' } },
		status: { type: 'integer', minimum: 200, maximum: 599 },
		reset: { const: true },
		html: { const: true },
		empty: { const: true },
		error: {
			type: 'object',
			required: ['code'],
			additionalProperties: false,
			properties: { code: { type: 'integer' }, message: { type: 'string' } },
		},
		body: {},
		lostAnswer: { const: true },
		truncate: { const: true },
		endsTask: { const: true },
		oddRow: { const: true },
		maxPageSize: { type: 'integer', minimum: 1 },
		samePage: { const: true },
	},
} as const;

/** The faults that are still to come. */
export class FaultPlan {
	private faults: Array<Required<Pick<Fault, 'times' | 'after'>> & Fault> = [];

	/** Plans faults; those that were added first come first. */
	add(...faults: Fault[]): void {
		this.faults.push(...faults.map((fault) => ({ times: 1, after: 0, ...fault })));
	}

	/** Faults with what is left of their `times` and `after`. */
	get pending(): readonly Fault[] {
		return this.faults;
	}

	clear(): void {
		this.faults = [];
	}

	/** The fault that meets a request, which uses it up once. */
	take(operation: Operation, taskIds: string[]): Fault | undefined {
		const matching = this.faults.filter(
			({ on, taskId }) => on === operation && (taskId === undefined || taskIds.includes(taskId)),
		);
		const fault = matching.find(({ after }) => after === 0);
		for (const other of matching) if (other.after > 0) other.after--;
		if (!fault) return undefined;
		fault.times--;
		this.faults = this.faults.filter(({ times }) => times > 0);
		return fault;
	}
}

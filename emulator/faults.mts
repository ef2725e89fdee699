import type { Operation } from './recorder.mts';

/** A fault at one kind of request. Its effects can be combined. */
export interface Fault {
	on: Operation;
	/** How many requests it affects; 1 when not given. */
	times?: number;
	/** How many matching requests it lets through first. */
	after?: number;
	/** Affects only requests for this task, or a create with this external task id. */
	taskId?: string;

	/**
	 * Delays the response. The work is done at once, so that a client that times out has created a
	 * task.
	 */
	delayMs?: number;
	/** Adds headers to the response. */
	headers?: Record<string, string>;

	/**
	 * Responds with this status instead of doing the work; with an empty body, unless another
	 * property gives one.
	 */
	status?: number;
	/** Breaks the connection instead of responding, without doing the work. */
	reset?: true;
	/** Responds with a web server's error page; with status 502 unless `status` says otherwise. */
	html?: true;
	/** Responds without a body; with status 200 unless `status` says otherwise. */
	empty?: true;
	/**
	 * Responds with one of Kling's errors; with the status in the table unless `status` says
	 * otherwise.
	 */
	error?: { code: number; message?: string };
	/** Responds with any JSON; with status 200 unless `status` says otherwise. */
	body?: unknown;

	/** Does the work, then breaks the connection instead of responding. */
	lostAnswer?: true;
	/** Breaks the connection in the middle of the body. */
	truncate?: true;

	/** Makes the first row of a list something other than a task. */
	oddRow?: true;
	/** Limits the tasks on a page of a list, regardless of the page size in the request. */
	maxPageSize?: number;
	/** Sends the first page of a list for every page. */
	samePage?: true;

	/**
	 * Ends the task after the response has been written, so that the response doesn't show it, and
	 * sends the response only when the callbacks about the end have been delivered or given up. A
	 * create must name the task by an external id.
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

/** The planned faults. */
export class FaultPlan {
	private faults: Array<Required<Pick<Fault, 'times' | 'after'>> & Fault> = [];

	/** Adds faults, which happen in the order in which they were added. */
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

	/** Takes the fault that affects a request, and counts it as used once. */
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

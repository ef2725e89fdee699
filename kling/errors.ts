/** Whether repeating the same request can help. */
export type Retry =
	/** No: the response will be the same. */
	| 'never'
	/** It may work later. */
	| 'later'
	/** It may work later, but a try takes so long that only one more is worthwhile. */
	| 'onceMore'
	/** It may work with a newly signed token. */
	| 'newToken';

/** What went wrong, as far as callers have to tell errors apart. */
export type KlingErrorKind =
	/** The user's input or credential can't be used; nothing was sent. */
	| 'input'
	/** Kling answered with an error. */
	| 'refused'
	/** Kling has no task with this id. */
	| 'notFound'
	/** No response: unreachable, reset, timed out. */
	| 'network'
	/** A response that isn't Kling's: HTML, empty, other JSON. */
	| 'unreadable'
	/** The task itself failed, ran out of time, or has no video. */
	| 'task';

interface KlingErrorDetails {
	kind: KlingErrorKind;
	/** What to do next, in the user's words. */
	advice: string;
	/** Everything that has to be corrected, if that is more than one thing. */
	problems?: string[];
	retry?: Retry;
	/** Whether the request may have taken effect although it failed (API §6). */
	ambiguous?: boolean;
	httpStatus?: number;
	code?: number | string;
	requestId?: string;
	taskId?: string;
	externalTaskId?: string;
	/** Milliseconds that the server asked us to wait (`Retry-After`). */
	retryAfterMs?: number;
}

/**
 * Every error of this domain. `message` says what happened and why, `advice` what to do next.
 * Neither ever holds a secret: foreign texts pass through `Redact` before they get here.
 */
export class KlingError extends Error {
	override readonly name = 'KlingError';

	readonly kind: KlingErrorKind;

	readonly advice: string;

	readonly problems: string[];

	readonly retry: Retry;

	readonly ambiguous: boolean;

	readonly httpStatus?: number;

	readonly code?: number | string;

	readonly requestId?: string;

	readonly retryAfterMs?: number;

	readonly taskId?: string;

	readonly externalTaskId?: string;

	constructor(message: string, details: KlingErrorDetails) {
		super(message);
		this.kind = details.kind;
		this.advice = details.advice;
		this.problems = details.problems ?? [];
		this.retry = details.retry ?? 'never';
		this.ambiguous = details.ambiguous ?? false;
		this.httpStatus = details.httpStatus;
		this.code = details.code;
		this.requestId = details.requestId;
		this.retryAfterMs = details.retryAfterMs;
		this.taskId = details.taskId;
		this.externalTaskId = details.externalTaskId;
	}
}

/** What happened, with everything that has to be corrected, in one text. */
export function describeProblems({ message, problems }: KlingError): string {
	if (problems.length === 0) return message;
	const list = problems.map((problem, index) => `${index + 1}. ${endSentence(problem)}`);
	return `${message}: ${list.join(' ')}`;
}

/** What happened and what to do, in one text. */
export function describeError(error: unknown): string {
	if (error instanceof KlingError) return `${endSentence(describeProblems(error))} ${error.advice}`;
	return error instanceof Error ? error.message : String(error);
}

/** The same error about a certain task. A copy, because several tasks may share an error. */
export function withIds(
	error: KlingError,
	ids: Pick<KlingErrorDetails, 'taskId' | 'externalTaskId'>,
): KlingError {
	return new KlingError(error.message, { ...error, ...ids });
}

/** Whether asking again may help. */
export function isTransient(error: unknown): error is KlingError {
	return error instanceof KlingError && (error.retry === 'later' || error.retry === 'onceMore');
}

/**
 * Throws an error again; can be used as an expression. In a catch block, n8n's linter allows
 * `throw` only for n8n's own error classes. The domain doesn't know these: the nodes translate
 * (nodes/common/errors.ts).
 */
export function rethrow(error: unknown): never {
	throw error;
}

/**
 * For queries that may fail without harm: turns Kling's errors into null. A stop by the user is
 * still thrown.
 */
export function ignoreKlingError(error: unknown): null {
	if (error instanceof KlingError) return null;
	throw error;
}

/** An error for input that was refused before anything was sent; names every problem at once. */
export function inputError(problems: string[], advice: string): KlingError {
	const [first = ''] = problems;
	if (problems.length < 2) return new KlingError(first, { kind: 'input', advice });
	return new KlingError(`${problems.length} inputs need a correction`, {
		kind: 'input',
		advice,
		problems,
	});
}

/** The text with a full stop, unless it ends with one. */
export function endSentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

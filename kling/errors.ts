/** What a repetition of the same request can do. */
export type Retry =
	/** Nothing: the answer will be the same. */
	| 'never'
	/** It may work later. */
	| 'later'
	/** It may work with a token that is signed afresh. */
	| 'newToken';

/** What kind of thing went wrong; decides what the caller may do about it. */
export type KlingErrorKind =
	/** The user's input or credential can't be used; nothing was sent. */
	| 'input'
	/** Kling answered with an error. */
	| 'refused'
	/** Kling has no task with this id. */
	| 'notFound'
	/** No answer: unreachable, reset, timed out. */
	| 'network'
	/** An answer that isn't Kling's: HTML, empty, other JSON. */
	| 'unreadable'
	/** The task itself failed, ran out of time, or has no video. */
	| 'task';

interface KlingErrorDetails {
	kind: KlingErrorKind;
	/** What to do next, in the user's words. */
	advice: string;
	/** Each thing that has to be corrected, when there are several. */
	problems?: string[];
	retry?: Retry;
	/** Whether the request may have done its work although it failed (API §6). */
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
 * Everything that goes wrong in this domain. `message` says what happened and why, `advice` what to
 * do next. Neither ever holds a secret: texts of others pass through `Redact` before they get here.
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

	taskId?: string;

	externalTaskId?: string;

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

/** Whether asking again may help. */
export function isTransient(error: unknown): error is KlingError {
	return error instanceof KlingError && error.retry === 'later';
}

/**
 * Throws an error on, as an expression too. n8n's linter allows `throw` in a catch block for n8n's own
 * error classes only; the domain doesn't know these, the nodes translate (nodes/common/errors.ts).
 */
export function rethrow(error: unknown): never {
	throw error;
}

/** For a query whose failure changes nothing: nothing is known then. A stop by the user goes through. */
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
function endSentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

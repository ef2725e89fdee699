import type { Clock } from '../clock';
import { KlingError } from '../errors';

/** A host may ask for patience, but not for hours. */
const LONGEST_REST_MS = 300_000;

/**
 * How long a host wants no requests for an account: a 429 with `Retry-After` speaks of all of them
 * (RFC 6585 §4), not of the one task whose request it has met.
 */
export class RateLimit {
	private until = 0;

	constructor(private readonly clock: Clock) {}

	/** Milliseconds in which nothing may be sent; 0 when everything may. */
	get restMs(): number {
		return Math.max(0, this.until - this.clock.monotonic());
	}

	/** Takes down what an error says of it. */
	heed(error: unknown): void {
		if (!(error instanceof KlingError) || error.httpStatus !== 429) return;
		const rest = Math.min(error.retryAfterMs ?? 0, LONGEST_REST_MS);
		this.until = Math.max(this.until, this.clock.monotonic() + rest);
	}
}

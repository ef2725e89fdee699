import type { Clock } from '../clock';
import { KlingError } from '../errors';

/** The longest rest that a host may ask for. */
const LONGEST_REST_MS = 300_000;

/**
 * How long a host wants no requests for an account. A 429 with `Retry-After` concerns all of them
 * (RFC 6585 §4), not only the task whose request got it.
 */
export class RateLimit {
	private until = 0;

	constructor(private readonly clock: Clock) {}

	/** The milliseconds during which nothing may be sent; 0 when requests are allowed. */
	get restMs(): number {
		return Math.max(0, this.until - this.clock.monotonic());
	}

	/** Learns from an error how long to rest. */
	heed(error: unknown): void {
		if (!(error instanceof KlingError) || error.httpStatus !== 429) return;
		const rest = Math.min(error.retryAfterMs ?? 0, LONGEST_REST_MS);
		this.until = Math.max(this.until, this.clock.monotonic() + rest);
	}
}

import type { KlingTask } from '../task';

const REMEMBERED = 20;
/** A task that took longer was held up somewhere and isn't typical. */
const LONGEST_MS = 60 * 60 * 1000;

/**
 * How long Kling took for an account's latest videos. The next ones are unlikely to be ready
 * sooner.
 */
export class JobTimes {
	private readonly recent: number[] = [];

	/** Learns from a task that has succeeded; ignores all others. */
	learn({ status, createdAt, updatedAt }: KlingTask): void {
		if (status !== 'succeed' || createdAt === null || updatedAt === null) return;
		const duration = updatedAt - createdAt;
		if (duration <= 0 || duration > LONGEST_MS) return;
		this.recent.push(duration);
		if (this.recent.length > REMEMBERED) this.recent.shift();
	}

	/** The shortest of the latest times, in milliseconds; null while there are none. */
	get shortest(): number | null {
		return this.recent.length === 0 ? null : Math.min(...this.recent);
	}
}

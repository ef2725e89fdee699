import type { KlingTask } from '../task';

const REMEMBERED = 20;
/** Longer ones have been held up somewhere. */
const LONGEST_MS = 60 * 60 * 1000;

/** How long Kling has taken for an account's latest videos: the next ones will hardly be ready sooner. */
export class JobTimes {
	private readonly recent: number[] = [];

	/** Learns from a video that is ready; other tasks tell nothing. */
	learn({ status, createdAt, updatedAt }: KlingTask): void {
		if (status !== 'succeed' || createdAt === null || updatedAt === null) return;
		const duration = updatedAt - createdAt;
		if (duration <= 0 || duration > LONGEST_MS) return;
		this.recent.push(duration);
		if (this.recent.length > REMEMBERED) this.recent.shift();
	}

	/** The shortest of the latest, in milliseconds; null as long as there is none. */
	get shortest(): number | null {
		return this.recent.length === 0 ? null : Math.min(...this.recent);
	}
}

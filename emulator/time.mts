import { setTimeout as sleep } from 'node:timers/promises';

/** How time goes at Kling. */
export interface Pace {
	/** How many times faster than the machine's; 1 is real time. */
	speed: number;
	/** Both times were the same then: Unix milliseconds. */
	since: number;
}

/** Kling's time: of its jobs, and in what it tells. */
export class KlingTime {
	constructor(private readonly pace: Pace) {}

	/** Unix time in milliseconds. */
	now(): number {
		const { speed, since } = this.pace;
		return Math.round(since + (Date.now() - since) * speed);
	}

	/** Resolves after so many of Kling's milliseconds. */
	async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
		await sleep(milliseconds / this.pace.speed, undefined, { signal });
	}
}

import { setTimeout as sleep } from 'node:timers/promises';

/** How fast time passes at Kling. */
export interface Pace {
	/** How many times faster than real time. */
	speed: number;
	/** When Kling's time and real time were the same, in Unix milliseconds. */
	since: number;
}

/** Kling's time, which applies to its jobs and to the times in its responses. */
export class KlingTime {
	constructor(private readonly pace: Pace) {}

	/** Unix time in milliseconds. */
	now(): number {
		const { speed, since } = this.pace;
		return Math.round(since + (Date.now() - since) * speed);
	}

	/** Resolves after a number of milliseconds in Kling's time. */
	async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
		await sleep(milliseconds / this.pace.speed, undefined, { signal });
	}
}

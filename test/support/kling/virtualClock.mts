import type { Clock } from '../../../kling/clock';

interface Timer {
	at: number;
	fire: () => void;
}

/**
 * A clock whose time jumps to the next timer as soon as nothing else is left to do: hours in no time,
 * in the same order as on a real clock. For code that waits on promises only, not on real input or output.
 */
export class VirtualClock implements Clock {
	/** What was asked of {@link sleep}, in order. */
	readonly sleeps: number[] = [];

	private readonly timers: Timer[] = [];

	private isTicking = false;

	private stopReason: Error | undefined;

	/**
	 * @param time Unix time in milliseconds at the start
	 * @param randomValue what {@link random} returns; 0 means no jitter
	 */
	constructor(
		private time = 0,
		private readonly randomValue = 0,
	) {}

	now(): number {
		return this.time;
	}

	random(): number {
		return this.randomValue;
	}

	async sleep(milliseconds: number): Promise<void> {
		this.sleeps.push(milliseconds);
		await new Promise<void>((resolve) => this.at(this.time + milliseconds, resolve));
		if (this.stopReason) throw this.stopReason;
	}

	/** Calls a function at a point in time. */
	at(time: number, fire: () => void): void {
		this.timers.push({ at: time, fire });
		this.timers.sort((a, b) => a.at - b.at);
		this.tick();
	}

	/** What n8n's Stop does: sleeps reject at once, those that come later too. */
	abort(reason: Error): void {
		this.stopReason = reason;
		for (const { fire } of this.timers.splice(0)) fire();
	}

	/** A turn of the event loop lets all promises settle before time goes on. */
	private tick(): void {
		if (this.isTicking) return;
		this.isTicking = true;
		setImmediate(() => {
			this.isTicking = false;
			const timer = this.timers.shift();
			if (!timer) return;
			this.time = Math.max(this.time, timer.at);
			timer.fire();
			if (this.timers.length > 0) this.tick();
		});
	}
}

import type { Clock } from '../../../kling/clock';

interface Timer {
	at: number;
	fire: () => void;
}

/**
 * A clock whose time jumps to the next timer as soon as nothing else is left to do. Hours pass in
 * an instant, in the same order as on a real clock. Only for code that waits for promises, not for
 * real input or output.
 */
export class VirtualClock implements Clock {
	/** The durations that {@link sleep} was called with, in order. */
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

	/** The times of all pending timers. */
	get pending(): number[] {
		return this.timers.map(({ at }) => at);
	}

	now(): number {
		return this.time;
	}

	monotonic(): number {
		return this.time;
	}

	random(): number {
		return this.randomValue;
	}

	async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		this.sleeps.push(milliseconds);
		await new Promise<void>((resolve, reject) => {
			const over = new AbortController();
			const timer = this.at(this.time + milliseconds, () => {
				over.abort();
				resolve();
			});
			const cancel = () => {
				this.timers.splice(this.timers.indexOf(timer), 1);
				reject(signal?.reason as Error);
			};
			signal?.addEventListener('abort', cancel, { once: true, signal: over.signal });
		});
		if (this.stopReason) throw this.stopReason;
	}

	/**
	 * The clock of an execution, with the same time. When n8n stops the execution, only its own
	 * sleeps reject.
	 */
	forExecution(stopped: AbortSignal): Clock {
		return {
			now: () => this.now(),
			monotonic: () => this.monotonic(),
			random: () => this.random(),
			sleep: async (milliseconds, signal) => {
				await this.sleep(milliseconds, signal ? AbortSignal.any([stopped, signal]) : stopped);
			},
		};
	}

	/** Calls `fire` at a point in time. */
	at(time: number, fire: () => void): Timer {
		const timer = { at: time, fire };
		this.timers.push(timer);
		this.timers.sort((a, b) => a.at - b.at);
		this.tick();
		return timer;
	}

	/** Rejects all sleeps, including later ones, as n8n's Stop does. */
	abort(reason: Error): void {
		this.stopReason = reason;
		for (const { fire } of this.timers.splice(0)) fire();
	}

	/** Lets all promises settle, in one turn of the event loop, before time goes on. */
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

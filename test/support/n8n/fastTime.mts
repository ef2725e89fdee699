import type { EmulatorOptions } from '../../../emulator/options.mts';
import type { Pace } from '../../../emulator/time.mts';
import type { StageOptions } from './useStage.mts';

const PRELOADED = new URL('fastClock.mjs', import.meta.url).href;

/** What makes time pass faster for Kling and for our nodes, but not for the rest of n8n. */
export interface FastTime {
	/** Of the emulated Kling. */
	pace: Pace;
	/** Environment variables of n8n. */
	env: Record<string, string>;
}

/** From now on, time passes so many times faster. */
export function inFastTime(speed: number): FastTime {
	const pace = { speed, since: Date.now() };
	const env = { NODE_OPTIONS: `--import ${PRELOADED}`, KLING_PACE: JSON.stringify(pace) };
	return { pace, env };
}

/** Options of a stage on which time passes faster. */
export function fastStage(speed: number, emulator: EmulatorOptions): StageOptions {
	const { pace, env } = inFastTime(speed);
	return { emulator: { ...emulator, pace }, env };
}

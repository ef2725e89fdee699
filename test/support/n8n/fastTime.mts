import type { EmulatorOptions } from '../../../emulator/options.mts';
import type { Pace } from '../../../emulator/time.mts';
import type { StageOptions } from './useStage.mts';

const PRELOADED = new URL('fastClock.mjs', import.meta.url).href;

/** What it takes to make time pass faster for Kling and our nodes, but not for the rest of n8n. */
export interface FastTime {
	/** Options of the emulated Kling. */
	pace: Pace;
	/** Environment variables of n8n. */
	env: Record<string, string>;
}

/** Makes time pass faster from now on. */
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

import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { EmulatorOptions } from '../../../emulator/options.mts';
import type { StageOptions } from './useStage.mts';

const PRELOADED = pathToFileURL(join(__dirname, 'fastClock.mjs')).href;

/**
 * Options of a stage on which time passes faster for Kling and for our nodes, but not for the rest
 * of n8n.
 */
export function inFastTime(speed: number, emulator: EmulatorOptions): StageOptions {
	const pace = { speed, since: Date.now() };
	return {
		emulator: { ...emulator, pace },
		env: { NODE_OPTIONS: `--import ${PRELOADED}`, KLING_PACE: JSON.stringify(pace) },
	};
}

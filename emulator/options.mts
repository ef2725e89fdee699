import { fileURLToPath } from 'node:url';
import type { Pace } from './time.mts';

/** The forms in which hosts offer the same API: Kling's own, and those of gateways (API §3a). */
export type DialectName = 'official' | 'new-api' | 'new-api-queued' | 'new-api-public-ids' | 'flat';

/** How an emulator is set up. */
export interface EmulatorSettings {
	host: string;
	/** 0 takes any free port. */
	port: number;
	/** The beginning of all paths at a gateway, such as `/kling`. */
	pathPrefix: string;
	dialect: DialectName;
	/** Static bearer tokens that are accepted. */
	apiTokens: string[];
	/** Secret keys by access key. */
	accessKeys: Record<string, string>;
	/** How fast time passes for the account, so that a test can have jobs of minutes. */
	pace: Pace;
	/**
	 * From creation to the end, in Kling's time: the first half `submitted`, the second half
	 * `processing`.
	 */
	jobDurationMs: number;
	/** Whether tasks stay `processing` until `finish` is called. */
	hold: boolean;
	/** What the account pays with: the units of a resource pack, or the money of its balance. */
	paysWith: 'units' | 'money';
	/** How many tasks may run at once. */
	quota: number;
	/** How long the signed link of a result is valid. */
	videoLifetimeMs: number;
	/** The MP4 that is every task's result. */
	resultFile: string;
	/**
	 * Pads the result to this number of bytes, more than the file has; null serves the file
	 * unchanged.
	 */
	resultBytes: number | null;
	/** Signs callbacks (`whsec_…`); null sends them unsigned, as Kling does by default. */
	webhookSecret: string | null;
	/** Whether to fetch and check the image and the video of each task, as Kling does. */
	checkMedia: boolean;
}

/** The settings to override; the others have their defaults. */
export type EmulatorOptions = Partial<EmulatorSettings>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** An official host with one account, one token and one pair of keys, and with very short jobs. */
export const DEFAULT_SETTINGS: EmulatorSettings = {
	host: '127.0.0.1',
	port: 0,
	pathPrefix: '',
	dialect: 'official',
	apiTokens: ['test-token'],
	accessKeys: { 'test-access-key': 'test-secret-key' },
	pace: { speed: 1, since: 0 },
	jobDurationMs: 200,
	hold: false,
	paysWith: 'units',
	quota: 5,
	videoLifetimeMs: 30 * DAY_MS,
	resultFile: fileURLToPath(new URL('../examples/media/result.mp4', import.meta.url)),
	resultBytes: null,
	webhookSecret: null,
	checkMedia: true,
};

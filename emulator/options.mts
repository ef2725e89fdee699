import { fileURLToPath } from 'node:url';
import type { Pace } from './time.mts';

/** The forms in which hosts give the same API: Kling's own, and those of gateways (API §3a). */
export type DialectName = 'official' | 'new-api' | 'new-api-queued' | 'new-api-public-ids' | 'flat';

/** How an emulator is set up. */
export interface EmulatorSettings {
	host: string;
	/** 0 takes any free port. */
	port: number;
	/** What a gateway has in front of the API's path, such as `/kling`. */
	pathPrefix: string;
	dialect: DialectName;
	/** Static bearer tokens that are accepted. */
	apiTokens: string[];
	/** Secret keys by access key. */
	accessKeys: Record<string, string>;
	/** How much faster time goes for the account, so that a test can have jobs of minutes. */
	pace: Pace;
	/** In Kling's time, from creation to the end: the first half `submitted`, the second half `processing`. */
	jobDurationMs: number;
	/** Tasks stay `processing` until they are told to finish. */
	hold: boolean;
	/** How many tasks may run at once. */
	quota: number;
	/** How long the signed link of a result is valid. */
	videoLifetimeMs: number;
	/** The MP4 that every task results in. */
	resultFile: string;
	/** Fills the result up to so many bytes, more than the file has; null serves the file as it is. */
	resultBytes: number | null;
	/** Signs callbacks (`whsec_…`); null sends them unsigned, as Kling does by default. */
	webhookSecret: string | null;
	/** Fetches and checks image and video of each task, as Kling does. */
	checkMedia: boolean;
}

/** What may be set; the rest has defaults. */
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
	quota: 5,
	videoLifetimeMs: 30 * DAY_MS,
	resultFile: fileURLToPath(new URL('../examples/media/result.mp4', import.meta.url)),
	resultBytes: null,
	webhookSecret: null,
	checkMedia: true,
};

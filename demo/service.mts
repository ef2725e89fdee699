import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { startEmulator } from '../emulator/server.mts';
import { Problem } from '../scripts/problem.mjs';
import { MEDIA_FOLDER, startMediaServer } from './mediaServer.mts';
import { SAMPLES } from './samples.mts';

/** Shorter than the examples' polling interval, so that the first query finds the video. */
const JOB_DURATION_MS = 8000;

/** The service that makes the video, and its inputs. */
export interface Service {
	/** A description for the user. */
	description: string;
	credential: ICredentialDataDecryptedObject;
	/** The address where it finds the sample media. */
	samples: string;
	/** Values for the node "Inputs" of an example, instead of the samples. */
	inputs: Record<string, string>;
	/** Parameters of our node for the image, if that can't come from a URL. */
	image?: INodeParameters;
	close: () => Promise<void>;
}

/**
 * Starts Kling itself if there is a key for it, otherwise the emulator.
 *
 * @throws Problem that says what is missing.
 */
export async function startService(): Promise<Service> {
	const {
		KLING_API_TOKEN: token,
		KLING_BASE_URL: baseUrl,
		KLING_VIDEO_URL: videoUrl,
	} = process.env;
	if (!token) return await startEmulatedService();
	if (!videoUrl) {
		throw new Problem(
			'Kling cannot fetch the sample video from this machine. Set KLING_VIDEO_URL to the public address of a video (MP4 or MOV, 3 to 10 seconds) and start again, or unset KLING_API_TOKEN to use the emulator.',
		);
	}
	return realService(token, baseUrl, videoUrl);
}

async function startEmulatedService(): Promise<Service> {
	const apiToken = 'test-token';
	const emulator = await startEmulator({ apiTokens: [apiToken], jobDurationMs: JOB_DURATION_MS });
	const { url, close } = await startMediaServer();
	return {
		description: 'an emulated Kling on this machine (set KLING_API_TOKEN for the real one)',
		credential: {
			authentication: 'apiToken',
			apiToken,
			region: 'custom',
			baseUrl: emulator.baseUrl,
		},
		samples: url,
		inputs: {},
		close: async () => {
			await Promise.all([emulator.close(), close()]);
		},
	};
}

function realService(apiToken: string, baseUrl: string | undefined, videoUrl: string): Service {
	const host: ICredentialDataDecryptedObject = baseUrl
		? { region: 'custom', baseUrl }
		: { region: 'global' };
	return {
		description: `the real Kling${baseUrl ? ` at ${baseUrl}` : ''}, which charges for the video`,
		credential: { authentication: 'apiToken', apiToken, ...host },
		samples: SAMPLES,
		inputs: { videoUrl },
		// The sample image is reachable from this machine only.
		image: {
			imageSource: 'base64',
			imageBase64: readFileSync(join(MEDIA_FOLDER, 'character.png'), 'base64'),
		},
		close: async () => {},
	};
}

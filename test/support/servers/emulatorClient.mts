import { afterAll, beforeAll, beforeEach, jest } from '@jest/globals';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../emulator/server.mts';
import { mediaPath } from './fileServer.mts';
import { pollUntil } from '../pollUntil.mts';
import { AUTHORIZATION, REQUEST_BODY } from './request.mts';

/** A response, with its body parsed if it is JSON. */
export interface Answer {
	status: number;
	headers: Headers;
	/** An empty object when it isn't JSON. */
	body: Record<string, unknown> & { data: Record<string, unknown> };
	text: string;
}

/** An emulator that is used over HTTP. */
export interface EmulatorClient {
	readonly emulator: Emulator;
	/** Sends a request; the path follows the base URL and `/v1/videos/motion-control`. */
	request: (path: string, init?: RequestInit) => Promise<Answer>;
	/** Creates a task with a complete body, changed by `fields`. */
	create: (fields?: Record<string, unknown>, init?: RequestInit) => Promise<Answer>;
	/** Creates a task, and returns its id. */
	createTask: (fields?: Record<string, unknown>) => Promise<string>;
	get: (id: string) => Promise<Answer>;
	list: (query?: string) => Promise<Answer>;
	/** Waits until the task has a status, and returns the response that shows it. */
	waitFor: (id: string, status: string) => Promise<Answer>;
	/** Creates a task, waits for it, and returns the link of its video. */
	makeVideo: () => Promise<string>;
}

const PATH = '/v1/videos/motion-control';
/** Long, because a slow machine needs this for a video of 100 MB. */
const DEADLINE_MS = 20_000;

export { AUTHORIZATION, REQUEST_BODY };

/** Starts an emulator for the tests of a file, and resets it before each of them. */
export function useEmulatorClient(options: EmulatorOptions = {}): EmulatorClient {
	let emulator: Emulator;
	jest.setTimeout(2 * DEADLINE_MS);
	beforeAll(async () => {
		const resultFile = mediaPath('reference.mp4');
		emulator = await startEmulator({
			checkMedia: false,
			jobDurationMs: 20,
			resultFile,
			...options,
		});
	});
	beforeEach(() => emulator.reset());
	afterAll(async () => await emulator.close());

	const client: EmulatorClient = {
		get emulator() {
			return emulator;
		},
		request: async (path, init) =>
			await send(emulator.baseUrl + PATH + path, { headers: AUTHORIZATION, ...init }),
		create: async (fields, init) =>
			await client.request('', {
				...init,
				method: 'POST',
				headers: { ...AUTHORIZATION, 'Content-Type': 'application/json' },
				body: JSON.stringify({ ...REQUEST_BODY, ...fields }),
			}),
		createTask: async (fields) => {
			await client.create(fields);
			return emulator.tasks.at(-1)?.id ?? '';
		},
		get: async (id) => await client.request(`/${id}`),
		list: async (query = '') => await client.request(query),
		waitFor: async (id, status) => {
			const hasStatus = () => emulator.tasks.find((task) => task.id === id)?.status === status;
			await pollUntil(hasStatus, DEADLINE_MS);
			return await client.get(id);
		},
		makeVideo: async () => {
			const id = await client.createTask();
			await client.waitFor(id, 'succeed');
			return emulator.tasks.find((task) => task.id === id)?.videos[0]?.url ?? '';
		},
	};
	return client;
}

/** Sends a request and reads the whole response. */
export async function send(url: string, init?: RequestInit): Promise<Answer> {
	const response = await fetch(url, init);
	const text = await response.text();
	return { status: response.status, headers: response.headers, body: parse(text), text };
}

function parse(text: string): Answer['body'] {
	try {
		return JSON.parse(text) as Answer['body'];
	} catch {
		return {} as Answer['body'];
	}
}

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import '../support/engine/smallVideos.mts';
import {
	startHostileHost,
	startHostileVideoHost,
	type HostileHost,
	type Hostility,
	type VideoHostility,
} from '../support/servers/hostileHost.mts';
import { creation, tokenCredential } from '../support/engine/useEmulator.mts';
import { createCredentialTestContext, runNode } from '../support/engine/runNode.mts';
import { testCredential } from '../../nodes/KlingMotionControl/methods/testCredential';
import { pollUntil } from '../support/pollUntil.mts';

jest.setTimeout(60_000);

let host: HostileHost;
afterEach(async () => await host.close());

async function ask(way: Hostility, parameters: object = { operation: 'get', taskId: '1' }) {
	host = await startHostileHost(way);
	return await runNode({
		parameters: { ...parameters },
		credential: tokenCredential(host.origin),
	});
}

describe.each(['a gzip bomb', 'an answer without an end'] as const)('%s', (way) => {
	it('is read up to the limit, and not asked for again', async () => {
		const { error } = await ask(way);
		expect(error?.message).toBe('The API answered HTTP 200 with more than 256 kB');
		expect(host.requests()).toBe(1);
	});

	it('takes little memory', async () => {
		const before = process.memoryUsage.rss();
		await ask(way);
		expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
	});

	it('is reported by the test of the credential', async () => {
		host = await startHostileHost(way);
		const data = tokenCredential(host.origin);
		const credential = { id: '1', name: '', type: 'klingMotionControlApi', data };
		const result = await testCredential.call(createCredentialTestContext(), credential);
		expect(result).toMatchObject({ status: 'Error' });
		expect(result.message).toContain('more than 256 kB');
	});
});

describe('JSON that is nested too deeply', () => {
	it('is an answer that cannot be read, and is not asked for again', async () => {
		const { error } = await ask('nested JSON');
		expect(error?.message).toBe('The API answered HTTP 200 with JSON nested too deeply');
		expect(host.requests()).toBe(1);
	});

	it('leaves the external task id in the error of a create', async () => {
		const { error } = await ask('nested JSON', creation);
		expect(error?.description).toMatch(/External task ID: n8n-/);
	});
});

describe('a video of', () => {
	const download = async (way: VideoHostility) => {
		host = await startHostileVideoHost(way);
		const parameters = { operation: 'get', taskId: '1', downloadVideo: true };
		return await runNode({ parameters, credential: tokenCredential(host.origin) });
	};

	it.each(['an answer without an end', 'a terabyte'] as const)(
		'%s is an error that names the task, at the first try',
		async (way) => {
			const { error } = await download(way);
			expect(error?.message).toMatch(/^The video could not be downloaded: it has more than 1 GB/);
			expect(error?.description).toContain('fetch it with Get and Download Video');
			expect(error?.description).toContain('Task ID: 850000000000000001.');
			expect(host.requests()).toBe(1);
			await pollUntil(() => host.openRequests() === 0, 10_000);
		},
	);

	it('a refusal without an end leaves no connection open', async () => {
		const { error } = await download('a refusal without an end');
		expect(error?.message).toContain('HTTP status 403');
		await pollUntil(() => host.openRequests() === 0, 10_000);
	});
});

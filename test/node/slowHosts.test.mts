import { afterEach, describe, expect, it, jest } from '@jest/globals';
import '../support/engine/fastClock.mts';
import '../support/engine/fastRequests.mts';
import { testCredential } from '../../nodes/KlingMotionControl/methods/testCredential';
import { createCredentialTestContext, runNode } from '../support/engine/runNode.mts';
import { tokenCredential } from '../support/engine/useEmulator.mts';
import { pollUntil } from '../support/pollUntil.mts';
import {
	startHostileHost,
	startHostileVideoHost,
	type HostileHost,
	type Hostility,
	type VideoHostility,
} from '../support/servers/hostileHost.mts';

jest.setTimeout(60_000);

let host: HostileHost;
afterEach(async () => await host.close());

async function ask(way: Hostility) {
	host = await startHostileHost(way);
	return await runNode({
		parameters: { operation: 'get', taskId: '1' },
		credential: tokenCredential(host.origin),
	});
}

describe.each(['a byte now and then', 'a byte of a header now and then', 'silence'] as const)(
	'%s',
	(way) => {
		it('is an error when the time limit of a request has passed, and tried only once more', async () => {
			const { error } = await ask(way);
			expect(host.requests()).toBe(2);
			expect(error?.message).toBe(`No answer from ${new URL(host.origin).host}: it took too long`);
		});

		it('keeps no connection afterwards', async () => {
			await ask(way);
			await pollUntil(() => host.openRequests() === 0, 10_000);
		});

		it('ends the test of the credential, too', async () => {
			host = await startHostileHost(way);
			const data = tokenCredential(host.origin);
			const credential = { id: '1', name: '', type: 'klingMotionControlApi', data };
			const result = await testCredential.call(createCredentialTestContext(), credential);
			expect(result.message).toContain('it took too long');
		});
	},
);

async function download(way: VideoHostility) {
	host = await startHostileVideoHost(way);
	const parameters = { operation: 'get', taskId: '1', downloadVideo: true };
	return await runNode({ parameters, credential: tokenCredential(host.origin) });
}

describe('a video that breaks off after a minute', () => {
	it('is fetched once more only', async () => {
		const { error } = await download('a beginning and then a broken connection');
		expect(error?.message).toContain('The video could not be downloaded');
		expect(error?.description).toContain('Task ID: 850000000000000001.');
		expect(host.requests()).toBe(2);
	});
});

describe.each(['a byte now and then', 'a beginning and then nothing'] as const)(
	'a video of %s',
	(way) => {
		it('is an error that names the task when its time limit has passed, at the first try', async () => {
			const { error } = await download(way);
			expect(error?.message).toContain('it was not complete within an hour');
			expect(error?.description).toContain('fetch it with Get and Download Video');
			expect(error?.description).toContain('Task ID: 850000000000000001.');
			expect(host.requests()).toBe(1);
			await pollUntil(() => host.openRequests() === 0, 10_000);
		});
	},
);

import { describe, expect, it } from '@jest/globals';
import '../support/engine/smallVideos.mts';
import { creation } from '../support/engine/useEmulator.mts';
import { useHostileHost } from '../support/engine/useHostileHost.mts';

const hostile = useHostileHost();

describe.each(['a gzip bomb', 'an answer without an end'] as const)('%s', (way) => {
	it('is read up to the limit, and not asked for again', async () => {
		const { error } = await hostile.ask(way);
		expect(error?.message).toBe('The API answered HTTP 200 with more than 256 kB');
		expect(hostile.host.requests()).toBe(1);
	});

	it('takes little memory', async () => {
		const before = process.memoryUsage.rss();
		await hostile.ask(way);
		expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
	});

	it('is reported by the test of the credential', async () => {
		const result = await hostile.testCredential(way);
		expect(result).toMatchObject({ status: 'Error' });
		expect(result.message).toContain('more than 256 kB');
	});
});

describe('JSON that is nested too deeply', () => {
	it('is an answer that cannot be read, and is not asked for again', async () => {
		const { error } = await hostile.ask('nested JSON');
		expect(error?.message).toBe('The API answered HTTP 200 with JSON nested too deeply');
		expect(hostile.host.requests()).toBe(1);
	});

	it('leaves the external task id in the error of a create', async () => {
		const { error } = await hostile.ask('nested JSON', creation);
		expect(error?.description).toMatch(/External task ID: n8n-/);
	});
});

describe('a video of', () => {
	it.each(['an answer without an end', 'a terabyte'] as const)(
		'%s is an error that names the task, at the first try',
		async (way) => {
			const { error } = await hostile.download(way);
			expect(error?.message).toMatch(/^The video could not be downloaded: it has more than 1 GB/);
			expect(error?.description).toContain('fetch it with Get and Download Video');
			expect(error?.description).toContain('Task ID: 850000000000000001.');
			expect(hostile.host.requests()).toBe(1);
			await hostile.untilLeft();
		},
	);

	it('a refusal without an end leaves no connection open', async () => {
		const { error } = await hostile.download('a refusal without an end');
		expect(error?.message).toContain('HTTP status 403');
		await hostile.untilLeft();
	});
});

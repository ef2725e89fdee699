import { describe, expect, it } from '@jest/globals';
import '../support/engine/fastClock.mts';
import '../support/engine/fastRequests.mts';
import { useHostileHost } from '../support/engine/useHostileHost.mts';

const slow = useHostileHost();

describe.each(['a byte now and then', 'a byte of a header now and then', 'silence'] as const)(
	'%s',
	(way) => {
		it('is an error when the time limit of a request has passed, and tried only once more', async () => {
			const { error } = await slow.ask(way);
			expect(slow.host.requests()).toBe(2);
			expect(error?.message).toBe(
				`No answer from ${new URL(slow.host.origin).host}: it took too long`,
			);
		});

		it('keeps no connection afterwards', async () => {
			await slow.ask(way);
			await slow.untilLeft();
		});

		it('ends the test of the credential, too', async () => {
			const result = await slow.testCredential(way);
			expect(result.message).toContain('it took too long');
		});
	},
);

describe('a video that breaks off after a minute', () => {
	it('is fetched once more only', async () => {
		const { error } = await slow.download('a beginning and then a broken connection');
		expect(error?.message).toContain('The video could not be downloaded');
		expect(error?.description).toContain('Task ID: 850000000000000001.');
		expect(slow.host.requests()).toBe(2);
	});
});

describe.each(['a byte now and then', 'a beginning and then nothing'] as const)(
	'a video of %s',
	(way) => {
		it('is an error that names the task when its time limit has passed, at the first try', async () => {
			const { error } = await slow.download(way);
			expect(error?.message).toContain('it was not complete within an hour');
			expect(error?.description).toContain('fetch it with Get and Download Video');
			expect(error?.description).toContain('Task ID: 850000000000000001.');
			expect(slow.host.requests()).toBe(1);
			await slow.untilLeft();
		});
	},
);

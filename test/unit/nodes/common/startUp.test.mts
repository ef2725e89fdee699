import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { IWebhookFunctions } from 'n8n-workflow';
import type * as startUp from '../../../../nodes/common/startUp';

const PATH = '/webhook-waiting/1?signature=a';
const PUBLIC_URL = `https://n8n.example.com${PATH}`;

let fresh: typeof startUp;

/** A call that has come to a socket with this address. */
function callTo(socket: object): IWebhookFunctions {
	const request = { socket, originalUrl: PATH };
	return { getRequestObject: () => request } as unknown as IWebhookFunctions;
}

const hold = (call: (url: string) => Promise<unknown>, { socket = {}, url = PUBLIC_URL } = {}) =>
	fresh.callWhenStarted(callTo(socket), url, call);

/** Loads the module again, as in a process that has just started. */
beforeEach(() => {
	jest.useFakeTimers();
	jest.resetModules();
	fresh = jest.requireActual<typeof startUp>('../../../../nodes/common/startUp');
});

describe('n8n', () => {
	it('is starting until a minute after the first call, whenever that comes', () => {
		jest.advanceTimersByTime(600_000);
		const before = fresh.isStarting();
		jest.advanceTimersByTime(59_999);
		const within = fresh.isStarting();
		jest.advanceTimersByTime(1);
		expect([before, within, fresh.isStarting()]).toEqual([true, true, false]);
	});

	it('has started as soon as it activates a trigger', () => {
		const before = fresh.isStarting();
		fresh.noteActivation();
		expect([before, fresh.isStarting()]).toEqual([true, false]);
	});
});

describe('a call that came too early', () => {
	it('is made once n8n has started, and only once', async () => {
		const call = jest.fn(async () => await Promise.resolve());
		fresh.isStarting();
		hold(call);
		hold(call);
		await jest.advanceTimersByTimeAsync(5_000);
		expect(call).not.toHaveBeenCalled();

		fresh.noteActivation();

		await jest.advanceTimersByTimeAsync(1_100);
		expect(call).toHaveBeenCalledTimes(1);
	});

	it('is made again, 20 and 80 seconds later, while it fails', async () => {
		const call = jest.fn(async () => await Promise.reject(new Error('HTTP 503')));
		hold(call);
		fresh.noteActivation();
		const counts = [];
		for (const milliseconds of [1_100, 20_000, 60_000, 600_000]) {
			await jest.advanceTimersByTimeAsync(milliseconds);
			counts.push(call.mock.calls.length);
		}
		expect(counts).toEqual([1, 2, 3, 3]);
	});

	it.each([
		[{ localAddress: '127.0.0.1', localPort: 5678 }, 'http://127.0.0.1:5678'],
		[{ localAddress: '::ffff:10.0.0.7', localPort: 80 }, 'http://[::ffff:10.0.0.7]:80'],
		[{ localAddress: '127.0.0.1', localPort: 5678, encrypted: true }, 'https://n8n.example.com'],
		[{}, 'https://n8n.example.com'],
	])(
		'is made from the own machine first, then by the public address: %j',
		async (socket, origin) => {
			const urls: string[] = [];
			const call = async (url: string) => {
				urls.push(url);
				return await Promise.reject(new Error('HTTP 503'));
			};
			fresh.noteActivation();
			hold(call, { socket });
			await jest.advanceTimersByTimeAsync(90_000);
			expect(urls).toEqual([`${origin}${PATH}`, PUBLIC_URL, PUBLIC_URL]);
		},
	);

	it('delays no other call, and at most five are made at the same time', async () => {
		const ends: Array<() => void> = [];
		const call = async () => await new Promise<void>((resolve) => ends.push(resolve));
		fresh.noteActivation();
		for (const id of 'abcdefg') hold(call, { url: `${PUBLIC_URL}${id}` });
		await jest.advanceTimersByTimeAsync(1_100);
		const before = ends.length;
		ends[0]?.();
		await jest.advanceTimersByTimeAsync(1_100);
		expect([before, ends.length]).toEqual([5, 6]);
	});
});

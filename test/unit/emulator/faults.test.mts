import { describe, expect, it, jest } from '@jest/globals';
import type { Fault } from '../../../emulator/faults.mts';
import { send, useEmulatorClient } from '../../support/servers/emulatorClient.mts';
import { pollUntil } from '../../support/pollUntil.mts';
import { useReceiver } from '../../support/servers/callbackReceiver.mts';

const kling = useEmulatorClient();

/** The effects of a fault, without where and how often they happen. */
type Effect = Omit<Fault, 'on'>;

async function getWith(effect: Effect) {
	kling.emulator.faults.add({ on: 'get', ...effect });
	return await kling.get('1');
}

/** The code of the system error of a request without a response. */
async function breakOf(request: Promise<unknown>): Promise<unknown> {
	const error = (await request.then(
		() => null,
		(reason: unknown) => reason,
	)) as { cause?: { code?: string } } | null;
	return error?.cause?.code;
}

describe('what a fault does', () => {
	it('an HTML page has status 502', async () => {
		const { status, headers, text } = await getWith({ html: true });
		expect(status).toBe(502);
		expect(headers.get('content-type')).toContain('text/html');
		expect(text).toMatch(/^<html>/);
	});

	it('an HTML page may have another status', async () => {
		expect((await getWith({ html: true, status: 200 })).status).toBe(200);
	});

	it('an empty body has status 200', async () => {
		const { status, text } = await getWith({ empty: true });
		expect([status, text]).toEqual([200, '']);
	});

	it('a status alone has an empty body', async () => {
		const { status, text } = await getWith({ status: 503 });
		expect([status, text]).toEqual([503, '']);
	});

	it('an error of Kling may come with status 200 and any message', async () => {
		const { status, body } = await getWith({
			status: 200,
			error: { code: 1303, message: 'too many' },
		});
		expect([status, body]).toEqual([
			200,
			{ code: 1303, message: 'too many', request_id: expect.any(String) },
		]);
	});

	it.each([null, 'text', [1, 2], { code: 0, data: { task_id: 5 } }])(
		'a body is sent unchanged: %j',
		async (body) => {
			const { status, headers, text } = await getWith({ body });
			expect([status, text]).toEqual([200, JSON.stringify(body)]);
			expect(headers.get('content-type')).toContain('application/json');
		},
	);

	it('headers are added to another fault', async () => {
		const { status, headers } = await getWith({
			error: { code: 1302 },
			headers: { 'Retry-After': '7' },
		});
		expect([status, headers.get('retry-after')]).toEqual([429, '7']);
	});

	it('headers alone are added to the real response', async () => {
		const { body, headers } = await getWith({ headers: { 'Retry-After': '7' } });
		expect([body.message, headers.get('retry-after')]).toEqual([
			expect.stringMatching(/^Task not found/),
			'7',
		]);
	});

	it('a reset breaks the connection without doing the work', async () => {
		kling.emulator.faults.add({ on: 'create', reset: true });
		expect(await breakOf(kling.create())).toBe('ECONNRESET');
		expect(kling.emulator.counts).toMatchObject({ creates: 1, charges: 0 });
	});

	it('a lost response breaks the connection after the task is created and charged', async () => {
		kling.emulator.faults.add({ on: 'create', lostAnswer: true });
		expect(await breakOf(kling.create({ external_task_id: 'mine' }))).toBe('ECONNRESET');
		expect(kling.emulator.counts.charges).toBe(1);
		expect((await kling.get('mine')).status).toBe(200);
	});

	it('a delay comes after the task is created', async () => {
		kling.emulator.faults.add({ on: 'create', delayMs: 1_000_000 });
		const answer = jest.fn();
		const client = new AbortController();
		const create = kling.create({}, { signal: client.signal }).then(answer);
		await pollUntil(() => kling.emulator.counts.charges === 1);
		// Anything that was going to come has come before this.
		await kling.get('1');
		expect(answer).not.toHaveBeenCalled();
		client.abort();
		await expect(create).rejects.toThrow('aborted');
	});

	it('a truncated download breaks off in the middle of the announced length', async () => {
		const url = await kling.makeVideo();
		const whole = Number((await send(url)).headers.get('content-length'));
		kling.emulator.faults.add({ on: 'download', truncate: true });
		const response = await fetch(url);
		expect([response.status, Number(response.headers.get('content-length'))]).toEqual([200, whole]);
		await expect(response.arrayBuffer()).rejects.toThrow('terminated');
	});

	it('a download can return anything else, too', async () => {
		const url = await kling.makeVideo();
		kling.emulator.faults.add({ on: 'download', status: 503 });
		expect((await send(url)).status).toBe(503);
		expect((await send(url)).status).toBe(200);
	});
});

describe('a task that ends while a response is on its way', () => {
	const receiver = useReceiver();

	it.each(['create', 'get'] as const)('is unfinished in that response: %s', async (on) => {
		kling.emulator.nextTask({ hold: true });
		kling.emulator.faults.add({ on, endsTask: true });
		const created = await kling.create({ external_task_id: 'mine' });
		const answer = on === 'create' ? created : await kling.get('mine');
		expect(answer.body.data.task_status).toMatch(/submitted|processing/);
		expect((await kling.get('mine')).body.data.task_status).toBe('succeed');
	});

	it('has sent its callbacks before that response comes', async () => {
		kling.emulator.nextTask({ hold: true });
		kling.emulator.faults.add({ on: 'create', endsTask: true });
		kling.emulator.callbacks.plan = { attempts: 2, lost: ['submitted'] };
		receiver.answers = [409, 409];
		await kling.create({ external_task_id: 'mine', callback_url: receiver.url });
		expect(receiver.statuses).toEqual(['succeed', 'succeed']);
	});
});

describe('the requests that a fault affects', () => {
	const statuses = async (...ids: string[]) => {
		const found: number[] = [];
		for (const id of ids) found.push((await kling.get(id)).status);
		return found;
	};

	it('is one request by default', async () => {
		kling.emulator.faults.add({ on: 'get', status: 500 });
		expect(await statuses('1', '1')).toEqual([500, 400]);
	});

	it('are as many as it says', async () => {
		kling.emulator.faults.add({ on: 'get', status: 500, times: 3 });
		expect(await statuses('1', '1', '1', '1')).toEqual([500, 500, 500, 400]);
	});

	it('are none before others have passed', async () => {
		kling.emulator.faults.add({ on: 'get', status: 500, after: 2 });
		expect(await statuses('1', '1', '1', '1')).toEqual([400, 400, 500, 400]);
	});

	it('are one for each of several faults, in order', async () => {
		kling.emulator.faults.add({ on: 'get', status: 500 }, { on: 'get', status: 503 });
		expect(await statuses('1', '1', '1')).toEqual([500, 503, 400]);
	});

	it('are only those for the task that it names', async () => {
		kling.emulator.faults.add({ on: 'get', status: 500, taskId: '2' });
		expect(await statuses('1', '2', '2')).toEqual([400, 500, 400]);
	});

	it('are only creates with the external id that it names', async () => {
		kling.emulator.faults.add({ on: 'create', status: 500, taskId: 'second' });
		expect((await kling.create({ external_task_id: 'first' })).status).toBe(200);
		expect((await kling.create({ external_task_id: 'second' })).status).toBe(500);
	});

	it.each(['create', 'get', 'list'] as const)(
		'are only those for the operation that it names: %s',
		async (on) => {
			kling.emulator.faults.add({ on, status: 418, times: 5 });
			const answers = {
				create: (await kling.create()).status,
				get: (await kling.get('1')).status,
				list: (await kling.list()).status,
			};
			expect(answers).toEqual({ create: 200, get: 400, list: 200, [on]: 418 });
		},
	);

	it('are none after faults are cleared', async () => {
		kling.emulator.faults.add({ on: 'get', status: 500 });
		kling.emulator.faults.clear();
		expect(await statuses('1')).toEqual([400]);
	});
});

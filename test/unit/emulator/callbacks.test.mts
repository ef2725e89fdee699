import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { useEmulatorClient } from '../../support/servers/emulatorClient.mts';
import { pollUntil } from '../../support/pollUntil.mts';
import { useReceiver } from '../../support/servers/callbackReceiver.mts';

const SECRET = `whsec_${Buffer.from('the secret of the tests').toString('base64')}`;
const STATUSES = ['submitted', 'processing', 'succeed'];

const receiver = useReceiver();
const kling = useEmulatorClient();

/** Creates a task whose callbacks go to the receiver. */
const createTask = async () => await kling.createTask({ callback_url: receiver.url });
const untilReceived = async (count: number) =>
	await pollUntil(() => receiver.received.length >= count);

describe('a task with a callback URL', () => {
	it('sends a callback at each of its statuses', async () => {
		await createTask();
		await untilReceived(3);
		expect(new Set(receiver.statuses)).toEqual(new Set(STATUSES));
	});

	it('reports a failure and its reason', async () => {
		kling.emulator.nextTask({ fails: 'Failure to pass the risk control system' });
		await createTask();
		await untilReceived(3);
		const failure = receiver.received.find(({ body }) => body.task_status === 'failed');
		expect(failure?.body.task_status_msg).toBe('Failure to pass the risk control system');
	});

	it('sends what a query would return, without the envelope and with empty lists', async () => {
		const id = await createTask();
		const { body } = await kling.waitFor(id, 'succeed');
		await untilReceived(3);
		const success = receiver.received.find(({ body }) => body.task_status === 'succeed');
		expect(success?.headers['content-type']).toBe('application/json; charset=utf-8');
		expect(success?.body).toEqual({
			...body.data,
			task_result: { ...(body.data.task_result as object), images: [], audios: [] },
		});
	});

	it('is recorded with its response', async () => {
		const taskId = await createTask();
		await pollUntil(() => kling.emulator.callbacks.sent.length === 3);
		const { sent } = kling.emulator.callbacks;
		expect(sent).toEqual(
			sent.map(({ status }) => ({ taskId, status, attempt: 1, httpStatus: 200 })),
		);
		expect(sent.map(({ status }) => status).sort()).toEqual(STATUSES.toSorted());
	});
});

describe('a task without a callback URL', () => {
	it('sends no callback', async () => {
		const silent = await kling.createTask();
		await kling.waitFor(silent, 'succeed');
		const id = await createTask();
		await untilReceived(3);
		expect(new Set(receiver.received.map(({ body }) => body.task_id))).toEqual(new Set([id]));
	});
});

describe('a callback that is not answered with 2xx', () => {
	it.each([404, 409, 503, null])('but with %p is sent again', async (answer) => {
		receiver.answers = [answer];
		await createTask();
		await untilReceived(4);
		expect(receiver.statuses.filter((status) => status === 'submitted')).toHaveLength(2);
	});

	it('is given up after the planned number of attempts', async () => {
		const { callbacks } = kling.emulator;
		receiver.answers = [500, 500, 500];
		callbacks.plan = { attempts: 2, lost: ['processing', 'succeed'] };
		await createTask();
		await callbacks.delivered();
		expect(callbacks.sent.map(({ httpStatus }) => httpStatus)).toEqual([500, 500]);
	});
});

describe('a plan', () => {
	it('sends callbacks several times', async () => {
		kling.emulator.callbacks.plan = { copies: 3 };
		await createTask();
		await untilReceived(9);
		expect(receiver.statuses.toSorted()).toEqual(
			STATUSES.flatMap((status) => [status, status, status]).sort(),
		);
	});

	it('loses callbacks', async () => {
		kling.emulator.callbacks.plan = { lost: ['submitted', 'processing'] };
		await createTask();
		await untilReceived(1);
		expect(receiver.statuses).toEqual(['succeed']);
	});

	it('changes the order of callbacks', async () => {
		kling.emulator.callbacks.plan = { copies: 5, spreadMs: 300 };
		for (let index = 0; index < 5; index++) await createTask();
		await untilReceived(75);
		const firstSuccess = receiver.statuses.indexOf('succeed');
		expect(receiver.statuses.lastIndexOf('submitted')).toBeGreaterThan(firstSuccess);
	});

	it('ends with a reset, and so do delayed callbacks', async () => {
		kling.emulator.callbacks.plan = { spreadMs: 60_000, copies: 2 };
		await createTask();
		kling.emulator.reset();
		await createTask();
		await untilReceived(3);
		expect(receiver.statuses.toSorted()).toEqual(STATUSES.toSorted());
	});
});

describe('without a webhook secret', () => {
	it('callbacks are not signed', async () => {
		await createTask();
		// Waits for all of them, which would otherwise arrive in the next test.
		await untilReceived(3);
		const names = receiver.received.flatMap(({ headers }) => Object.keys(headers));
		expect(names.filter((name) => name.startsWith('webhook-'))).toEqual([]);
	});
});

describe('with a webhook secret', () => {
	const signing = useEmulatorClient({ webhookSecret: SECRET });

	it('each callback has a correct signature', async () => {
		await signing.createTask({ callback_url: receiver.url });
		await untilReceived(3);
		const webhook = new Webhook(SECRET);
		for (const { text, headers } of receiver.received) {
			expect(webhook.verify(text, headers as Record<string, string>)).toEqual(JSON.parse(text));
		}
	});

	it('each callback has an id of its own', async () => {
		await signing.createTask({ callback_url: receiver.url });
		await untilReceived(3);
		const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
		expect(new Set(ids).size).toBe(3);
	});
});

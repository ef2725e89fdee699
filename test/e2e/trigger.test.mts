import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { DEFAULT_SETTINGS } from '../../emulator/options.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { call, TriggerWorkflow, type CallbackAnswer } from '../support/n8n/trigger.mts';
import {
	claim,
	createEndedTask as endTask,
	createTask,
	startedTasks,
} from '../support/n8n/triggerTasks.mts';

const e2e = useE2e({ emulator: { checkMedia: false } });

const publish = async (parameters: INodeParameters = {}) =>
	await TriggerWorkflow.publish(e2e.stage, parameters);

const createEndedTask = async (fails?: string) => await endTask(e2e.emulator, { fails });

const startedBy = async (trigger: TriggerWorkflow) => await startedTasks(trigger, e2e.emulator);

const reply = (status: number, message: string): CallbackAnswer => ({
	status,
	text: JSON.stringify({ message }),
});
const ACCEPTED = reply(200, 'accepted');

describe('a callback about a task that has ended', () => {
	it.each([
		['succeed', undefined],
		['failed', 'Failure to pass the risk control system'],
	])('starts the workflow when the task has the status %s', async (status, fails) => {
		const trigger = await publish();
		const task = await createEndedTask(fails);
		expect(await call(trigger.url, claim(task))).toEqual(ACCEPTED);
		const [item] = await trigger.items(1);
		expect(item?.json).toMatchObject({
			task_id: task.id,
			task_status: status,
			task_status_msg: fails ?? 'success',
		});
	});

	it('starts the workflow with the real video, whatever address it names', async () => {
		const trigger = await publish();
		const task = await createEndedTask();
		const videos = [{ id: '1', url: 'https://evil.example/video.mp4', duration: '5' }];
		await call(trigger.url, { ...claim(task), task_result: { videos } });
		const [item] = await trigger.items(1);
		expect(item?.json.video_url).toBe(task.videos[0]?.url);
	});

	it('starts the workflow with the real outcome, whatever outcome it claims', async () => {
		const trigger = await publish();
		const task = await createEndedTask('Image pixel is invalid');
		await call(trigger.url, claim(task, 'succeed'));
		const [item] = await trigger.items(1);
		expect(item?.json.task_status).toBe('failed');
	});
});

describe('the item', () => {
	/** Without the place where n8n stores the file. */
	function comparable({ json, binary = {}, pairedItem }: INodeExecutionData) {
		const files = Object.entries(binary).map(([field, file]) => ({ field, ...file, id: '' }));
		return { json, pairedItem, files };
	}

	it.each<INodeParameters>([
		{ simplify: true, downloadVideo: false },
		{ simplify: false, downloadVideo: false },
		{ simplify: true, downloadVideo: true, binaryPropertyName: 'clip' },
		{ simplify: false, downloadVideo: true },
	])('is the one that Get returns, with %j', async (parameters) => {
		const trigger = await publish(parameters);
		const task = await createEndedTask();
		await call(trigger.url, claim(task));
		const items = await trigger.items(1);
		const get = await e2e.run(
			e2e.node({ parameters: { operation: 'get', taskId: task.id, ...parameters } }),
		);
		expect(items.map(comparable)).toEqual(get.items.map(comparable));
	});

	it('has exactly the video, with Download Video', async () => {
		const trigger = await publish({ downloadVideo: true });
		await call(trigger.url, claim(await createEndedTask()));
		const [item] = await trigger.items(1);
		const video = await e2e.stage.client.download(item ?? { json: {} });
		const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
		expect(hash(video)).toBe(hash(await readFile(DEFAULT_SETTINGS.resultFile)));
	});

	it('says why there is no video when the download fails, and the event is not lost', async () => {
		const trigger = await publish({ downloadVideo: true });
		const task = await createEndedTask();
		e2e.emulator.faults.add({ on: 'download', status: 404 });
		expect(await call(trigger.url, claim(task))).toEqual(ACCEPTED);
		const [item] = await trigger.items(1);
		expect(item?.json).toMatchObject({
			task_id: task.id,
			video_url: task.videos[0]?.url,
			download_error: expect.stringContaining('HTTP status 404'),
		});
		expect(item?.binary).toBeUndefined();
	});
});

describe('a callback that starts nothing', () => {
	it('because its event is not selected is answered with 200', async () => {
		const trigger = await publish({ triggerOn: ['succeed'] });
		const processing = await createTask(e2e.emulator);
		const failed = await createEndedTask('Image pixel is invalid');
		const answers = [
			await call(trigger.url, claim(processing, 'processing')),
			await call(trigger.url, claim(failed)),
			await call(trigger.url, claim(failed, 'succeed')),
		];
		expect(answers).toEqual(new Array(3).fill(reply(200, 'event not selected')));
		expect(await startedBy(trigger)).toEqual([]);
	});

	it('because it is a duplicate is answered with 200', async () => {
		const trigger = await publish();
		const task = await createEndedTask();
		const answers = [
			await call(trigger.url, claim(task)),
			await call(trigger.url, claim(task)),
			await call(trigger.url, claim(task)),
		];
		expect(answers.slice(1)).toEqual(new Array(2).fill(reply(200, 'duplicate')));
		expect(await startedBy(trigger)).toEqual([task.id]);
	});

	it('because it comes a second time at the same moment is acknowledged only when the workflow starts', async () => {
		const trigger = await publish();
		const task = await createEndedTask();
		const calls = [1, 2, 3, 4].map(async () => await call(trigger.url, claim(task)));
		const answers = await Promise.all(calls);
		const reasons = answers.map(({ text }) => (JSON.parse(text) as { message: string }).message);
		expect(reasons.filter((reason) => reason === 'accepted')).toHaveLength(1);
		expect(answers.map(({ status }) => (status === 200 ? 200 : 503)).sort()).toEqual(
			answers.map(({ status }) => status).sort(),
		);
		expect(await startedBy(trigger)).toEqual([task.id]);
	});

	it('because it names a task by its external ID, which can be guessed, is answered with 404', async () => {
		const trigger = await publish();
		const task = await createTask(e2e.emulator, { external_task_id: 'order-1042' });
		e2e.emulator.finish(task.id);
		const answer = await call(trigger.url, { task_id: 'order-1042', task_status: 'succeed' });
		expect(answer).toEqual(reply(404, 'unknown task'));
		expect(await startedBy(trigger)).toEqual([]);
	});

	it.each([true, false])(
		'because it is the test of Kling’s console is answered with 200, with Verify With Kling API or without (%p)',
		async (verifyWithApi) => {
			const triggerOn = ['submitted', 'succeed', 'failed'];
			const trigger = await publish({ triggerOn, verifyWithApi });
			expect(await e2e.emulator.callbacks.sendTest(trigger.url)).toBe(200);
			expect(await startedBy(trigger)).toEqual([]);
		},
	);

	it('because the task has not ended, whatever it claims, is answered with 409', async () => {
		const trigger = await publish({ triggerOn: ['succeed', 'failed', 'processing', 'submitted'] });
		const task = await createTask(e2e.emulator);
		const answer = await call(trigger.url, claim(task, 'succeed'));
		expect(answer).toEqual(reply(409, 'the task has not ended'));
		expect(await startedBy(trigger)).toEqual([]);
	});

	const ECHO = 'echo-<script>';
	it.each<[string, object | string, number]>([
		['there is no such task', { task_id: ECHO.slice(0, 4), task_status: 'succeed' }, 404],
		['it is about something else', { echo: ECHO }, 400],
		['its status is none of Kling’s', { task_id: '1', task_status: ECHO }, 400],
		['its task ID is none', { task_id: `../${ECHO}`, task_status: 'succeed' }, 400],
		['it has an envelope', { code: 0, data: { task_id: ECHO, task_status: 'succeed' } }, 400],
		['it is a list', [{ task_id: ECHO, task_status: 'succeed' }], 400],
		['it is empty', '', 400],
		['it is too large', { task_id: '1', task_status: 'succeed', [ECHO]: 'x'.repeat(65_536) }, 413],
	])(
		'because %s is answered with a short reason that echoes nothing',
		async (_why, body, status) => {
			const trigger = await publish();
			const answer = await call(trigger.url, body);
			expect(answer.status).toBe(status);
			expect(answer.text).toMatch(/^\{.{10,100}\}$/);
			expect(answer.text).not.toContain(ECHO);
			expect(await startedBy(trigger)).toEqual([]);
		},
	);
});

describe('a callback that is not JSON', () => {
	it('is refused by n8n itself, and starts nothing', async () => {
		const trigger = await publish();
		expect(await call(trigger.url, '{task_id')).toHaveProperty('status', 422);
		expect(await startedBy(trigger)).toEqual([]);
	});
});

describe('while the API cannot be asked', () => {
	it.each([
		['is not reached', { reset: true }],
		['answers with a page of a proxy', { html: true }],
		['is down', { error: { code: 5001 } }],
	] as const)(
		'because it %s, a callback is answered with 503, and the next one gets through',
		async (_why, fault) => {
			const trigger = await publish();
			const task = await createEndedTask();
			e2e.emulator.faults.add({ on: 'get', ...fault });
			const answers = [await call(trigger.url, claim(task)), await call(trigger.url, claim(task))];
			expect(answers).toEqual([reply(503, 'the task cannot be verified now'), ACCEPTED]);
			expect(await startedBy(trigger)).toEqual([task.id]);
		},
	);
});

describe('an API that hangs', () => {
	it('makes a callback wait for less than ten seconds', async () => {
		const trigger = await publish();
		const task = await createEndedTask();
		e2e.emulator.faults.add({ on: 'get', delayMs: 25_000 });
		const before = Date.now();
		expect(await call(trigger.url, claim(task))).toEqual(
			reply(503, 'the task cannot be verified now'),
		);
		expect(Date.now() - before).toBeLessThan(10_000);
	});
});

describe('a hundred callbacks about one task', () => {
	it('share a query', async () => {
		const trigger = await publish();
		const task = await createEndedTask();
		const before = e2e.emulator.counts.queries;
		await Promise.all(
			Array.from({ length: 100 }, async () => await call(trigger.url, claim(task))),
		);
		expect(e2e.emulator.counts.queries - before).toBe(1);
	});
});

describe('an expression that fails in a parameter', () => {
	it('is not the caller’s error, and does not lose the event', async () => {
		const trigger = await publish({
			downloadVideo: true,
			binaryPropertyName: "={{ $('No such node').item.json.field }}",
		});
		const task = await createEndedTask();
		const answers = [await call(trigger.url, claim(task)), await call(trigger.url, claim(task))];
		expect(answers).toEqual(new Array(2).fill(reply(503, 'the trigger is not set up')));
		expect(await trigger.listExecutions()).toEqual([]);
	});
});

describe('a callback that is refused', () => {
	it('leaves a line in the log of n8n', async () => {
		const trigger = await publish();
		await call(trigger.url, { hello: 'world' });
		expect(e2e.stage.n8n.log()).toContain(
			'"Kling Motion Control Trigger" answered a callback with 400: not a Kling task',
		);
	});

	it('because the host has task IDs of its own says so in the log', async () => {
		const dialect = 'new-api-public-ids';
		const gateway = await e2e.startKling({ checkMedia: false, dialect, pathPrefix: '/kling' });
		const data = apiToken(gateway.baseUrl);
		const credential = await e2e.stage.client.createCredential('Gateway', CREDENTIAL_TYPE, data);
		const trigger = await TriggerWorkflow.publish(e2e.stage, {}, { credential });
		const { id, publicId } = await endTask(gateway);
		expect(id).not.toBe(publicId);
		expect(await call(trigger.url, { task_id: id, task_status: 'succeed' })).toEqual(
			reply(404, 'unknown task'),
		);
		expect(e2e.stage.n8n.log()).toContain(
			'404: unknown task (the host of the credential knows no task with this ID; a gateway may have IDs of its own)',
		);
	});
});

describe('the test URL', () => {
	it('starts the workflow whenever a user listens, even with the same callback', async () => {
		const trigger = await TriggerWorkflow.create(e2e.stage);
		const task = await createEndedTask();
		for (const count of [1, 2]) {
			await trigger.listenForTestEvent();
			expect(await call(trigger.testUrl, claim(task))).toEqual(ACCEPTED);
			const executions = await trigger.executions(count);
			expect(executions.map(({ mode }) => mode)).toEqual(new Array(count).fill('manual'));
		}
		const items = await trigger.items(2);
		expect(items.map(({ json }) => json.task_id)).toEqual([task.id, task.id]);
	});

	it('does nothing while no user listens', async () => {
		const trigger = await TriggerWorkflow.create(e2e.stage);
		const answer = await call(trigger.testUrl, claim(await createEndedTask()));
		expect(answer.status).toBe(404);
	});
});

import { describe, expect, it } from '@jest/globals';
import { call, TriggerWorkflow } from '../support/n8n/trigger.mts';
import { claim, createEndedTask as endTask, createTask } from '../support/n8n/triggerTasks.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { ACCEPTED, reply, useTriggerTest } from '../support/n8n/useTriggerTest.mts';

const { e2e, publish, createEndedTask, startedBy } = useTriggerTest();

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

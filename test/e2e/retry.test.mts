import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { outputOf } from '../../n8n-runtime/client.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { items, KLING } from '../support/n8n/workflow.mts';

const e2e = useE2e();

/** A setting of every node: the whole node runs again after an error. */
const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };

const toVideo = (settings: object = RETRY_ON_FAIL, parameters: INodeParameters = {}) =>
	e2e.node({ settings, parameters: { downloadVideo: true, ...parameters } });

describe('with Retry On Fail, one video is paid for once', () => {
	it('when the response to the create is lost', async () => {
		e2e.emulator.faults.add({ on: 'create', lostAnswer: true });
		const { items } = await e2e.run(toVideo());
		expect(items[0]?.json.task_status).toBe('succeed');
		expect(e2e.emulator.counts.charges).toBe(1);
	});

	it('when the response is lost and the task can be found only in the next try', async () => {
		e2e.emulator.faults.add(
			{ on: 'create', lostAnswer: true },
			{ on: 'get', times: 3, error: { code: 1103 } },
		);
		const { items } = await e2e.run(toVideo());
		expect(items[0]?.json.task_status).toBe('succeed');
		expect(e2e.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});

	it('when the create never arrived', async () => {
		e2e.emulator.faults.add({ on: 'create', reset: true });
		const { items } = await e2e.run(toVideo());
		expect(items[0]?.json.task_status).toBe('succeed');
		expect(e2e.emulator.counts).toMatchObject({ creates: 2, charges: 1 });
	});

	it('when the video can be downloaded only in the next try', async () => {
		e2e.emulator.faults.add({ on: 'download', status: 404 });
		const { items } = await e2e.run(toVideo());
		expect(items[0]?.binary?.data?.mimeType).toBe('video/mp4');
		expect(e2e.emulator.counts).toMatchObject({ creates: 1, charges: 1, downloads: 2 });
	});

	it('when the wait ends with an error', async () => {
		e2e.emulator.faults.add({ on: 'get', after: 1, error: { code: 1304 } });
		const { items } = await e2e.run(toVideo());
		expect(items[0]?.json.task_status).toBe('succeed');
		expect(e2e.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});

	it('when the download of one of several items fails', async () => {
		e2e.emulator.faults.add({ on: 'download', after: 1, status: 403 });
		const run = await e2e.run(items({}, {}, {}), toVideo());
		expect(run.items.map(({ json }) => json.task_status)).toEqual(new Array(3).fill('succeed'));
		expect(e2e.emulator.counts).toMatchObject({ creates: 3, charges: 3 });
	});
});

describe('a failed execution that is retried from the list of executions', () => {
	it('makes the video again that has failed, and pays for no other', async () => {
		const { emulator, stage } = e2e;
		emulator.nextTask({ times: 2 });
		emulator.nextTask({ fails: 'Failure to pass the risk control system' });
		const failed = await e2e.run(items({}, {}, {}, {}), toVideo({}));
		expect(failed.error?.message).toContain('risk control');

		const retried = await stage.client.retryExecution(failed.execution.id);

		const videos = outputOf(retried, KLING).map(({ json }) => json.task_status);
		expect(videos).toEqual(new Array(4).fill('succeed'));
		expect(emulator.tasks.map(({ status }) => status).sort()).toEqual([
			'failed',
			...new Array<string>(4).fill('succeed'),
		]);
	});
});

describe('a gateway without a query by external id', () => {
	it('is not paid twice either, and the error says what to look for', async () => {
		const gateway = await e2e.startKling({ dialect: 'flat' });
		gateway.faults.add({ on: 'create', lostAnswer: true });
		const data = apiToken(gateway.baseUrl);
		const credential = await e2e.stage.client.createCredential('Gateway', CREDENTIAL_TYPE, data);
		const { error } = await e2e.run(e2e.node({ credential, settings: RETRY_ON_FAIL }));
		expect(gateway.counts.charges).toBe(1);
		expect(error?.description).toContain(gateway.tasks[0]?.externalId);
	});
});

describe('a create with an unknown outcome', () => {
	it('is an error that says how to find the task, without a second create', async () => {
		e2e.emulator.faults.add(
			{ on: 'create', lostAnswer: true },
			{ on: 'get', error: { code: 1103 }, times: 3 },
		);
		const { error } = await e2e.run(toVideo({}));
		expect(error?.message).toContain('not certain whether Kling started the video');
		expect(error?.description).toContain(e2e.emulator.tasks[0]?.externalId);
		expect(e2e.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});
});

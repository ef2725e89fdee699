import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { postCallback } from '../../emulator/callbacks.mts';
import { REQUEST_BODY } from '../support/servers/emulatorClient.mts';
import { startWebhookProxy, type WebhookProxy } from '../support/servers/webhookProxy.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { useStage } from '../support/n8n/useStage.mts';
import { TriggerWorkflow } from '../support/n8n/trigger.mts';
import { startedTasks } from '../support/n8n/triggerTasks.mts';
import { items, kling } from '../support/n8n/workflow.mts';

const TASKS = 100;
const FORGED = 30;
/** Three statuses, twice each. */
const CALLBACKS = TASKS * 3 * 2;
/** Longer than the jobs, so that callbacks of all statuses overtake each other. */
const SPREAD_MS = 8000;
const JOB_DURATION_MS = 5000;
/** Long, for a busy machine. */
const ENDS_WITHIN_MS = 900_000;

const stage = useStage({
	editor: true,
	emulator: { checkMedia: false, quota: TASKS + 1, jobDurationMs: JOB_DURATION_MS },
	// n8n's default for how long running executions may continue when it is told to end.
	env: { N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '30' },
});

/** Creates the tasks with our node, one for each item. Every fifth fails. */
async function createTasks(callbackUrl: string): Promise<void> {
	const { emulator, credential } = stage();
	emulator.callbacks.plan = { copies: 2, spreadMs: SPREAD_MS, attempts: 100 };
	for (let index = 0; index < TASKS; index++) {
		emulator.nextTask(index % 5 === 0 ? { fails: 'Image pixel is invalid' } : {});
	}
	const create = kling(credential, {
		operation: 'create',
		imageUrl: REQUEST_BODY.image_url,
		videoUrl: REQUEST_BODY.video_url,
		options: { callbackUrl },
	});
	await stage().start(items(...new Array<IDataObject>(TASKS).fill({})), create);
	await pollUntil(() => emulator.tasks.length === TASKS, ENDS_WITHIN_MS);
}

/** Sends forged callbacks: with a wrong video, about an unknown task, about nothing. */
async function forge(url: string, count: number): Promise<Array<number | null>> {
	const success = {
		task_status: 'succeed',
		task_result: { videos: [{ id: '1', url: 'https://evil.example/video.mp4', duration: '5' }] },
	};
	const bodies = Array.from({ length: count }, (_, index) => {
		if (index % 3 === 0) return { ...success, task_id: stage().emulator.tasks[index]?.id };
		return index % 3 === 1 ? { ...success, task_id: `forged-${index}` } : { forged: index };
	});
	return await Promise.all(
		bodies.map(async (body) => await postCallback(url, JSON.stringify(body), null)),
	);
}

/** The callbacks that n8n has accepted. */
const taken = () =>
	stage().emulator.callbacks.sent.filter(({ httpStatus }) => httpStatus === 200).length;

describe('a hundred tasks that our node creates, with callbacks that come twice, in any order, forged, and while n8n restarts behind a proxy', () => {
	let proxy: WebhookProxy;
	let trigger: TriggerWorkflow;
	let started: INodeExecutionData[];

	/**
	 * Restarts n8n as docs/scale.md advises. What it accepts in its last moments, or answers before
	 * it has started, is lost (n8n facts §14), and no trigger can prevent that.
	 */
	async function restartBehindProxy(): Promise<void> {
		await proxy.shut();
		// Waits until all executions so far have ended.
		await trigger.executions(0);
		await stage().n8n.restart();
		proxy.open();
	}

	beforeAll(async () => {
		const { emulator, n8n } = stage();
		trigger = await TriggerWorkflow.publish(stage());
		proxy = await startWebhookProxy(n8n.webhookOrigin);
		await createTasks(trigger.url.replace(n8n.webhookOrigin, proxy.origin));
		const forged = await forge(trigger.url, FORGED / 2);
		await pollUntil(() => taken() >= CALLBACKS / 2, ENDS_WITHIN_MS);
		await restartBehindProxy();
		forged.push(...(await forge(trigger.url, FORGED / 2)));
		await pollUntil(() => taken() === CALLBACKS, ENDS_WITHIN_MS);
		started = await trigger.items(TASKS);
		process.stdout.write(
			`${TASKS} tasks, ${emulator.callbacks.sent.length} callbacks sent, ${CALLBACKS} taken, ${FORGED} forged (answers ${forged.join(' ')}), ${started.length} executions\n`,
		);
	}, ENDS_WITHIN_MS);

	afterAll(async () => await proxy.close());

	it('start a hundred executions, each with the right video', () => {
		const videos = started.map(({ json }) => [json.task_id as string, json.video_url] as const);
		expect(videos).toHaveLength(TASKS);
		expect(Object.fromEntries(videos)).toEqual(
			Object.fromEntries(
				stage().emulator.tasks.map(({ id, videos }) => [id, videos[0]?.url ?? null]),
			),
		);
	});

	it(
		'start nothing when their callbacks are repeated after n8n was killed',
		async () => {
			const { emulator, n8n } = stage();
			await n8n.kill();
			await n8n.restart();
			const { callbacks, tasks } = emulator;
			callbacks.clear();
			// A starting n8n may refuse the first ones.
			callbacks.plan = { attempts: 100 };
			for (const task of tasks) callbacks.notify(task);
			await pollUntil(() => taken() === TASKS, ENDS_WITHIN_MS);
			process.stdout.write(`${taken()} of them once more after a kill\n`);
			expect(await startedTasks(trigger, emulator)).toHaveLength(TASKS);
		},
		ENDS_WITHIN_MS,
	);
});

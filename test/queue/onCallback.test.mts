import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../emulator/options.mts';
import { outputOf, type Execution } from '../../n8n-runtime/client.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { startDeliveries, type Deliveries } from '../support/queue/deliveries.mts';
import { sharesOf } from '../support/queue/jobs.mts';
import { makeVideo, OrderWorkflow, PATIENCE_MS } from '../support/queue/orders.mts';
import { useQueueStage } from '../support/queue/useQueueStage.mts';
import { KLING } from '../support/n8n/workflow.mts';

const QUOTA = 20;
/** `QUEUE_ORDERS=200` is the day of a busy shop. */
const COUNT = Number(process.env.QUEUE_ORDERS ?? 80);
const ORDERS = Array.from({ length: COUNT }, (_, index) => `order-${index + 1}`);
/** A worker is killed after the first number of orders, and starts again after the second. */
const KILLED_AT = COUNT / 2;
const RESTARTED_AT = Math.round(0.65 * COUNT);

const stage = useQueueStage({
	emulator: { checkMedia: false, quota: QUOTA, jobDurationMs: 1000 },
});

describe(`${COUNT} orders that wait on callbacks, with a worker killed in the middle`, () => {
	let workflow: OrderWorkflow;
	let deliveries: Deliveries;

	beforeAll(async () => {
		const { emulator, n8n } = stage();
		const [worker] = n8n.workers;
		deliveries = await startDeliveries();
		const video = makeVideo(stage(), { resume: 'callback' });
		workflow = await OrderWorkflow.publish(stage(), video, ...deliveries.nodes);
		emulator.callbacks.plan = { copies: 2, spreadMs: 1500, attempts: 3 };
		await feedAndPark();
		const busy = await n8n.busyJobs();
		await worker?.kill();
		finishInAnyOrder();
		await workflow.feed(ORDERS.slice(KILLED_AT, RESTARTED_AT), QUOTA);
		await Promise.all([worker?.restart(), workflow.feed(ORDERS.slice(RESTARTED_AT), QUOTA)]);
		await pollUntil(
			async () => (await workflow.count('new', 'running', 'waiting')) === 0,
			PATIENCE_MS,
		);
		await print(busy);
	}, 5 * PATIENCE_MS);
	afterAll(async () => await deliveries.close());

	/** Fills the account with tasks that don't end, and waits until everything else is done. */
	async function feedAndPark(): Promise<void> {
		const { emulator, n8n } = stage();
		const first = KILLED_AT - QUOTA;
		await workflow.feed(ORDERS.slice(0, first), QUOTA);
		await pollUntil(() => emulator.tasks.length === first, PATIENCE_MS);
		emulator.nextTask({ hold: true, times: QUOTA });
		await workflow.feed(ORDERS.slice(first, KILLED_AT), QUOTA);
		await workflow.parked(QUOTA);
		await pollUntil(async () => (await n8n.busyJobs()) === 0, PATIENCE_MS);
	}

	/** The external ids of these tasks. */
	function finishInAnyOrder(): void {
		const { emulator } = stage();
		const ids = emulator.tasks.slice(KILLED_AT - QUOTA).map(({ externalId }) => externalId ?? '');
		for (const id of ids.sort()) emulator.finish(id);
	}

	async function print(busy: number): Promise<void> {
		const { emulator, n8n } = stage();
		const statuses = ['success', 'error', 'crashed', 'canceled'] as const;
		const counts = await Promise.all(
			statuses.map(async (status) => `${await workflow.count(status)} ${status}`),
		);
		const { sent } = emulator.callbacks;
		const refused = sent.filter(({ httpStatus }) => httpStatus !== 200).length;
		const { workers, moved } = sharesOf(n8n);
		const shares = workers.map(
			({ started, resumed }, index) => `worker ${index + 1} started ${started}, resumed ${resumed}`,
		);
		process.stdout.write(
			`${ORDERS.length} executions: ${counts.join(', ')}; ${emulator.counts.charges} charges, ${emulator.counts.creates} creates; ${sent.length} callbacks, ${refused} of them refused; ${shares.join('; ')}; ${moved} moved; ${busy} busy jobs while ${QUOTA} were parked\n`,
		);
	}

	it('all succeed', async () => {
		expect(await workflow.count('success')).toBe(ORDERS.length);
	});

	it('are paid for once each', () => {
		const { counts, tasks } = stage().emulator;
		expect(counts.charges).toBe(ORDERS.length);
		expect(new Set(tasks.map(({ externalId }) => externalId)).size).toBe(ORDERS.length);
	});

	it('never have more tasks under way than the account allows', () => {
		expect(stage().emulator.counts.maxConcurrent).toBe(QUOTA);
	});

	it('run the following nodes once each, with the video of their own task', () => {
		const { tasks } = stage().emulator;
		const expected = tasks.map(({ body, videos }) => ({
			paired: body.prompt,
			video: videos[0]?.url,
		}));
		const byOrder = (a: { paired?: string }, b: { paired?: string }) =>
			String(a.paired).localeCompare(String(b.paired));
		expect(deliveries.received.toSorted(byOrder)).toEqual(expected.toSorted(byOrder));
	});

	it('are shared by both workers, before and after', () => {
		const { workers, moved } = sharesOf(stage().n8n);
		expect(workers.every(({ started, resumed }) => started > 0 && resumed > 0)).toBe(true);
		expect(moved).toBeGreaterThan(0);
	});
});

describe('an execution that waits on a callback', () => {
	/** Starts an execution; resolves with its id when it is parked. */
	async function park(parameters = {}): Promise<string> {
		const { emulator } = stage();
		emulator.reset();
		emulator.nextTask({ hold: true });
		const video = makeVideo(stage(), { resume: 'callback', ...parameters });
		const workflow = await OrderWorkflow.publish(stage(), video);
		await workflow.send('order');
		await workflow.parked(1);
		const [id = ''] = await workflow.newestIds();
		return id;
	}

	/** Ends the task of an execution; resolves with the execution when it has ended. */
	async function finish(id: string): Promise<Execution> {
		const { emulator, client } = stage();
		emulator.finish(emulator.tasks[0]?.id ?? '');
		return await client.waitForExecution(id, PATIENCE_MS);
	}

	it('continues after all of n8n was killed', async () => {
		const { main, webhook, workers } = stage().n8n;
		const servers = [main, webhook, ...workers];
		const id = await park();
		await Promise.all(servers.map(async (server) => await server.kill()));
		await Promise.all(servers.map(async (server) => await server.restart()));

		const execution = await finish(id);

		expect(execution.status).toBe('success');
		const [item] = outputOf(execution, KLING);
		expect(item?.json.video_url).toBe(stage().emulator.tasks[0]?.videos[0]?.url);
	});

	it('has its video, which the webhook process downloads, where the main process finds it', async () => {
		const id = await park({ downloadVideo: true });

		const [item] = outputOf(await finish(id), KLING);

		expect(item?.binary?.data?.id).toMatch(/^database:/);
		const bytes = await stage().client.download(item ?? { json: {} });
		expect(bytes.equals(await readFile(DEFAULT_SETTINGS.resultFile))).toBe(true);
	});
});

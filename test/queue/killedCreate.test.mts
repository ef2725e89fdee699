import { beforeAll, describe, expect, it } from '@jest/globals';
import { outputOf, type Execution } from '../../n8n-runtime/client.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { NOTICE_DEATH_SOON, workerOf } from '../support/queue/jobs.mts';
import { makeVideo, ORDER, OrderWorkflow, PATIENCE_MS } from '../support/queue/orders.mts';
import { useQueueStage } from '../support/queue/useQueueStage.mts';
import { KLING } from '../support/n8n/workflow.mts';

const stage = useQueueStage({
	emulator: { checkMedia: false, hold: true, jobDurationMs: 20 },
	env: NOTICE_DEATH_SOON,
});

describe('an order whose worker is killed when Kling has its task but n8n has no answer', () => {
	let workflow: OrderWorkflow;
	let lost: Execution;

	beforeAll(async () => {
		const { emulator, n8n, client } = stage();
		const video = makeVideo(stage(), {
			resume: 'callback',
			options: { externalTaskId: `={{ ${ORDER} }}` },
		});
		workflow = await OrderWorkflow.publish(stage(), video);
		emulator.faults.add({ on: 'create', delayMs: PATIENCE_MS });
		await workflow.send('order-1');
		await pollUntil(() => emulator.tasks.length === 1, PATIENCE_MS);
		const [id = ''] = await workflow.newestIds();
		const worker = await workerOf(n8n, id);
		await worker.kill();
		lost = await client.waitForExecution(id, PATIENCE_MS);
	}, 3 * PATIENCE_MS);

	it('ends as an error without the data of its nodes', () => {
		expect(lost.status).toBe('error');
		expect(lost.data.resultData.runData).toEqual({});
	});

	it("is not rescued by n8n's own Retry, which runs no node", async () => {
		const { client, emulator } = stage();
		const requests = emulator.requests.length;

		const retried = await client.post<Execution>(`/executions/${lost.id}/retry`, {});

		expect([retried.status, retried.data.resultData.runData]).toEqual(['error', {}]);
		expect(emulator.requests).toHaveLength(requests);
	});

	describe('and that is sent again with the same external task ID', () => {
		let again: Execution;

		beforeAll(async () => {
			const { emulator, client } = stage();
			const { queries } = emulator.counts;
			await workflow.send('order-1');
			// One query by the external id, and one for the status.
			await pollUntil(() => emulator.counts.queries > queries + 1, PATIENCE_MS);
			emulator.finish('order-1');
			const [id = ''] = await workflow.newestIds();
			again = await client.waitForExecution(id, PATIENCE_MS);
			process.stdout.write(
				`Killed while creating: ${lost.status} "${lost.data.resultData.error?.message}"; sent again: ${again.status}, ${emulator.counts.charges} charge, ${emulator.counts.creates} create\n`,
			);
		}, 2 * PATIENCE_MS);

		it('gets the video of the task that exists', () => {
			expect(again.status).toBe('success');
			const [item] = outputOf(again, KLING);
			expect(item?.json.video_url).toBe(stage().emulator.tasks[0]?.videos[0]?.url);
		});

		it('is not paid for a second time', () => {
			expect(stage().emulator.counts.charges).toBe(1);
		});
	});
});

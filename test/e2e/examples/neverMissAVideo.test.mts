import { expect, it } from '@jest/globals';
import {
	N8nClient,
	outputOf,
	type Execution,
	type Workflow,
} from '../../../n8n-runtime/client.mts';
import { listExecutions } from '../../support/n8n/executions.mts';
import { createTask } from '../../support/n8n/triggerTasks.mts';
import { useExamples } from '../../support/n8n/useExamples.mts';
import { KLING } from '../../support/n8n/workflow.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const VIDEOS = 20;
/** The polling trigger asks once a minute, and lets a call go first for two. */
const FOUND_WITHIN_MS = 300_000;
const ENDS_WITHIN_MS = 900_000;

const examples = useExamples({
	editor: true,
	emulator: { checkMedia: false, quota: VIDEOS },
});

async function readAll(client: N8nClient, { id }: Workflow): Promise<Execution[]> {
	const ids = await listExecutions(client, id);
	return await Promise.all(ids.map(async (execution) => await client.getExecution(execution)));
}

/** The tasks whose videos the workflow has fetched. */
async function fetchedBy(client: N8nClient, workflow: Workflow): Promise<unknown[]> {
	const executions = await readAll(client, workflow);
	return executions.flatMap((execution) =>
		outputOf(execution, KLING)
			.filter(({ binary }) => binary)
			.map(({ json }) => json.task_id),
	);
}

it(
	'brings each video exactly once, although half of the callbacks get lost and n8n is killed',
	async () => {
		const { emulator, n8n, client } = examples.stage;
		const workflow = await examples.importExample('never-miss-a-video.json');
		await client.waitForExecution(await client.run(workflow.id, 'Run This Once'));
		await client.activate(workflow);
		const trigger = workflow.nodes.find(({ webhookId }) => webhookId);
		const callback_url = `${n8n.webhookOrigin}/webhook/${trigger?.webhookId}/kling`;
		const tasks: string[] = [];
		for (let index = 0; index < VIDEOS; index++) {
			tasks.push((await createTask(emulator, { callback_url })).id);
		}
		const finish = async (ids: string[]) => {
			ids.forEach((id, index) => {
				emulator.callbacks.plan = index % 2 === 0 ? {} : { lost: ['succeed'] };
				emulator.finish(id);
			});
			await emulator.callbacks.delivered();
		};

		await finish(tasks.slice(0, VIDEOS / 2));
		await pollUntil(
			async () => (await fetchedBy(client, workflow)).length >= VIDEOS / 4,
			FOUND_WITHIN_MS,
		);
		await n8n.kill();
		await finish(tasks.slice(VIDEOS / 2));
		await n8n.restart();

		const again = await N8nClient.logIn(n8n.origin);
		await pollUntil(
			async () => new Set(await fetchedBy(again, workflow)).size >= VIDEOS,
			FOUND_WITHIN_MS,
		);
		// What the polling trigger has found meanwhile waits for its turn.
		let executions: Execution[] = [];
		await pollUntil(async () => {
			executions = await readAll(again, workflow);
			return executions.every(({ status }) => status !== 'waiting' && status !== 'running');
		}, FOUND_WITHIN_MS);
		process.stdout.write(
			`${VIDEOS} videos, ${emulator.callbacks.sent.filter(({ httpStatus, status }) => httpStatus === 200 && status === 'succeed').length} callbacks taken, ${executions.length} executions: ${executions.map(({ mode, status }) => `${mode} ${status}`).join(', ')}\n`,
		);
		expect((await fetchedBy(again, workflow)).toSorted()).toEqual(tasks.toSorted());
	},
	ENDS_WITHIN_MS,
);

import { beforeAll, expect, it } from '@jest/globals';
import { outputOf, type Workflow } from '../../../n8n-runtime/client.mts';
import { pollUntil } from '../../support/pollUntil.mts';
import { hashOf, readMedia, useExamples } from '../../support/n8n/useExamples.mts';
import { KLING } from '../../support/n8n/workflow.mts';
import { createTask } from '../../support/servers/createTask.mts';

/** n8n asks once a minute. */
const POLLED_WITHIN_MS = 180_000;

const examples = useExamples({ emulator: { checkMedia: false } });
let workflow: Workflow;

beforeAll(async () => {
	workflow = await examples.importExample('new-videos-without-a-public-address.json');
	await examples.stage.client.activate(workflow);
});

it(
	'fetches each new video, and gives the reason of one that failed',
	async () => {
		const { client, emulator } = examples.stage;
		const ready = await createTask(emulator, 'ready');
		const failed = await createTask(emulator, 'failed');
		emulator.finish(ready.id);
		emulator.finish(failed.id, { fails: 'Image pixel is invalid' });

		let ids: string[] = [];
		await pollUntil(async () => {
			ids = await client.listExecutions(workflow.id);
			return ids.length > 0;
		}, POLLED_WITHIN_MS);

		const execution = await client.waitForExecution(ids[0] ?? '');
		const [item] = outputOf(execution, KLING);
		expect(item?.json.task_id).toBe(ready.id);
		expect(hashOf(await client.download(item!))).toBe(hashOf(readMedia('result.mp4')));
		const failures = outputOf(execution, 'Failure').map(({ json }) => json);
		expect(failures).toEqual([{ video: 'failed', reason: 'Image pixel is invalid' }]);
	},
	POLLED_WITHIN_MS,
);

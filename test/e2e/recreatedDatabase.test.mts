import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { N8nClient, outputOf, type Credential, type Execution } from '../../n8n-runtime/client.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { chain, KLING, manualTrigger } from '../support/n8n/workflow.mts';

const TEST_WITHIN_MS = 240_000;

const e2e = useE2e({ editor: true });

async function makeVideo(
	client: N8nClient,
	credential: Credential,
	prompt: string,
): Promise<Execution> {
	const workflow = chain(manualTrigger(), e2e.node({ credential, parameters: { prompt } }));
	const { id } = await client.createWorkflow(workflow);
	return await client.waitForExecution(await client.run(id, manualTrigger().name));
}

/** The inputs of the video in the output. */
function promptOf(execution: Execution): string | undefined {
	const [item] = outputOf(execution, KLING);
	return e2e.emulator.tasks.find(({ id }) => id === item?.json.task_id)?.body.prompt;
}

/** Restarts n8n with an empty database, in which the numbers of executions repeat. */
async function recreateDatabase(): Promise<{ client: N8nClient; credential: Credential }> {
	const { n8n, emulator } = e2e.stage;
	const folder = join(n8n.userFolder, '.n8n');
	await n8n.kill();
	const files = readdirSync(folder).filter((file) => file.startsWith('database.sqlite'));
	for (const file of files) rmSync(join(folder, file));
	await n8n.restart();
	const client = await N8nClient.setUp(n8n.origin);
	const data = apiToken(emulator.baseUrl);
	return { client, credential: await client.createCredential('Kling', CREDENTIAL_TYPE, data) };
}

describe('a second execution with the same number, after the database was deleted', () => {
	it(
		'gets a video of its own',
		async () => {
			const { client, credential } = e2e.stage;
			const first = await makeVideo(client, credential, 'first');
			const anew = await recreateDatabase();
			const second = await makeVideo(anew.client, anew.credential, 'second');
			expect(second.id).toBe(first.id);
			expect([promptOf(first), promptOf(second)]).toEqual(['first', 'second']);
			expect(e2e.emulator.counts.charges).toBe(2);
		},
		TEST_WITHIN_MS,
	);
});

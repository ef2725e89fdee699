import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf, type N8nClient, type Workflow } from '../n8n-runtime/client.mts';
import type { N8nServer } from '../n8n-runtime/server.mts';
import { Problem } from '../scripts/problem.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { interruption, setUpEditor, showEditor, startN8nWithPackage } from './editor.mts';
import { startService, type Service } from './service.mts';

const OUTPUT_FOLDER = fileURLToPath(new URL('../demo-output/', import.meta.url));
/** The real Kling takes one to ten minutes, and the node waits for an hour at most. */
const VIDEO_WITHIN_MS = 61 * 60_000;

/**
 * Makes a motion video with the package in a real n8n, and keeps the editor open for looking
 * around.
 *
 * @throws Problem that says what to do.
 */
export async function runDemo({ once }: { once: boolean }): Promise<void> {
	const service = await startService();
	try {
		const n8n = await startN8nWithPackage();
		try {
			await makeVideo(n8n, service);
			if (!once) {
				showEditor(n8n);
				await interruption();
			}
		} finally {
			await n8n.stop();
		}
	} finally {
		await service.close();
	}
}

async function makeVideo(n8n: N8nServer, service: Service): Promise<void> {
	const { client, workflow } = await setUpEditor(n8n, service);
	const path = await withProgress(`Running "${workflow.name}"`, async () => {
		return await runWorkflow(client, workflow);
	});
	console.log(`\nThe video:  ${path}`);
}

/** Runs the workflow, and returns the path of the video. */
async function runWorkflow(client: N8nClient, workflow: Workflow): Promise<string> {
	const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	const executionId = await client.run(workflow.id, trigger?.name ?? '');
	const execution = await client.waitForExecution(executionId, VIDEO_WITHIN_MS);
	const { error, lastNodeExecuted } = execution.data.resultData;
	const [item] = outputOf(execution, lastNodeExecuted ?? '');
	if (error || !item) {
		throw new Problem(`The workflow failed: ${error?.message}. ${error?.description ?? ''}`);
	}
	mkdirSync(OUTPUT_FOLDER, { recursive: true });
	const path = join(OUTPUT_FOLDER, item.binary?.data?.fileName ?? 'video.mp4');
	writeFileSync(path, await client.download(item));
	return path;
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { N8nClient, outputOf, OWNER, type Workflow } from '../n8n-runtime/client.mts';
import { installRuntime } from '../n8n-runtime/install.mjs';
import { buildPackage } from '../n8n-runtime/package.mjs';
import { findFreePortFrom } from '../n8n-runtime/ports.mts';
import { startN8n, type N8nServer } from '../n8n-runtime/server.mts';
import { Problem } from '../scripts/problem.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { createTemporaryFolder } from '../scripts/temporaryFolder.mjs';
import { importExamples } from './examples.mts';
import { startService, type Service } from './service.mts';

const OUTPUT_FOLDER = fileURLToPath(new URL('../demo-output/', import.meta.url));
/** n8n's own default. */
const PORT = 5678;
/** The real Kling takes one to ten minutes, and an hour at most in the node. */
const VIDEO_WITHIN_MS = 61 * 60_000;

/**
 * Makes a motion video with the package in a real n8n, and leaves the editor open to look around.
 *
 * @throws Problem that says what to do.
 */
export async function runDemo({ once }: { once: boolean }): Promise<void> {
	const service = await startService();
	try {
		const n8n = await startN8nWithPackage();
		try {
			await makeVideo(n8n, service);
			if (!once) await showEditor(n8n);
		} finally {
			await n8n.stop();
		}
	} finally {
		await service.close();
	}
}

async function startN8nWithPackage(): Promise<N8nServer> {
	const runtime = await installRuntime();
	const folder = createTemporaryFolder(join(tmpdir(), 'kling-package-'));
	try {
		const { folder: packageFolder } = await withProgress(
			'Building the package',
			async () => await buildPackage(folder.path),
		);
		const port = await findFreePortFrom(PORT);
		if (port !== PORT) console.log(`Port ${PORT} is taken, so n8n takes ${port}.`);
		return await withProgress(
			'Starting n8n',
			async () => await startN8n({ runtime, packageFolder, port }),
		);
	} finally {
		await folder.remove();
	}
}

async function makeVideo(n8n: N8nServer, service: Service): Promise<void> {
	const client = await N8nClient.setUp(n8n.origin);
	const credential = await client.createCredential(
		'Kling API',
		'klingMotionControlApi',
		service.credential,
	);
	const workflow = await importExamples(client, credential, service);
	console.log(`Kling is ${service.description}.`);
	const path = await withProgress(`Running "${workflow.name}"`, async () => {
		return await runWorkflow(client, workflow);
	});
	console.log(`\nThe video:  ${path}`);
}

/** Runs the workflow, and returns the path of the file that it made. */
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

/** Until somebody ends the demo. */
async function showEditor({ origin }: N8nServer): Promise<void> {
	console.log(`The editor: ${origin}`);
	console.log(`Sign in:    ${OWNER.email}, password ${OWNER.password}`);
	console.log('Press Ctrl-C to end n8n and remove its data.');
	await interruption();
	console.log('\nEnding n8n …');
}

async function interruption(): Promise<void> {
	// Signals alone don't keep a process alive.
	const alive = setInterval(() => {}, 60_000);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.once(signal, () => resolve());
		}
	});
	clearInterval(alive);
}

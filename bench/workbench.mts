import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../emulator/server.mts';
import type { Pace } from '../emulator/time.mts';
import {
	N8nClient,
	type Credential,
	type Execution,
	type NewWorkflow,
} from '../n8n-runtime/client.mts';
import { installRuntime, type Runtime } from '../n8n-runtime/install.mjs';
import { buildPackage, type BuiltPackage } from '../n8n-runtime/package.mjs';
import { startN8n, type N8nServer } from '../n8n-runtime/server.mts';
import { createTemporaryFolder } from '../scripts/temporaryFolder.mjs';
import { inFastTime } from '../test/support/n8n/fastTime.mts';
import { manualTrigger } from '../test/support/n8n/workflow.mts';

const RUN_WITHIN_MS = 600_000;
/** A folder with a node that n8n loads as `CUSTOM.bufferedDownload`. */
const BASELINES = fileURLToPath(new URL('bufferedDownload', import.meta.url));

/** The package as users get it, and a real n8n with it. */
export interface Workbench {
	builtPackage: BuiltPackage;
	runtime: Runtime;
	n8n: N8nServer;
	client: N8nClient;
}

/** Sets up the workbench, does the work, and cleans up. */
export async function withWorkbench<T>(work: (workbench: Workbench) => Promise<T>): Promise<T> {
	const runtime = await installRuntime();
	const folder = createTemporaryFolder(join(tmpdir(), 'kling-bench-'));
	try {
		const builtPackage = await buildPackage(folder.path);
		const env = { N8N_CUSTOM_EXTENSIONS: BASELINES };
		const n8n = await startN8n({ runtime, packageFolder: builtPackage.folder, env });
		try {
			const client = await N8nClient.setUp(n8n.origin);
			return await work({ builtPackage, runtime, n8n, client });
		} finally {
			await n8n.stop();
		}
	} finally {
		await folder.remove();
	}
}

/** An n8n in which time goes faster for the package; emulators are to have the same pace. */
export interface FastWorkbench extends Pick<Workbench, 'client'> {
	pace: Pace;
}

/** Does work that would take hours in real time, in an n8n of its own. */
export async function withFastWorkbench<T>(
	{ runtime, builtPackage }: Workbench,
	speed: number,
	work: (workbench: FastWorkbench) => Promise<T>,
): Promise<T> {
	const { pace, env } = inFastTime(speed);
	const n8n = await startN8n({ runtime, packageFolder: builtPackage.folder, env });
	try {
		return await work({ client: await N8nClient.setUp(n8n.origin), pace });
	} finally {
		await n8n.stop();
	}
}

/** A credential for an emulator. */
export async function createCredential(
	{ client }: Pick<Workbench, 'client'>,
	{ baseUrl }: Pick<Emulator, 'baseUrl'>,
): Promise<Credential> {
	const data = { authentication: 'apiToken', apiToken: 'test-token', region: 'custom', baseUrl };
	return await client.createCredential('Kling', 'klingMotionControlApi', data);
}

/** Runs a workflow to its end. */
export async function runWorkflow(
	workbench: Pick<Workbench, 'client'>,
	workflow: NewWorkflow,
): Promise<Execution> {
	const waitForEnd = await startWorkflow(workbench, workflow);
	return await waitForEnd();
}

/** Starts a workflow; resolves when it runs, with a function that waits for its end. */
export async function startWorkflow(
	{ client }: Pick<Workbench, 'client'>,
	workflow: NewWorkflow,
): Promise<() => Promise<Execution>> {
	const { id } = await client.createWorkflow(workflow);
	const executionId = await client.run(id, manualTrigger().name);
	return async () => {
		const execution = await client.waitForExecution(executionId, RUN_WITHIN_MS);
		const { error } = execution.data.resultData;
		if (error) throw new Error(`${workflow.name}: ${error.message}. ${error.description ?? ''}`);
		return execution;
	};
}

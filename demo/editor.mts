import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nClient, OWNER, type Workflow } from '../n8n-runtime/client.mts';
import { installRuntime } from '../n8n-runtime/install.mjs';
import { buildPackage } from '../n8n-runtime/package.mjs';
import { findFreePortFrom } from '../n8n-runtime/ports.mts';
import { startN8n, type N8nServer } from '../n8n-runtime/server.mts';
import { withProgress } from '../scripts/progress.mjs';
import { createTemporaryFolder } from '../scripts/temporaryFolder.mjs';
import { importExamples } from './examples.mts';
import type { Service } from './service.mts';

/** n8n's default port. */
const PORT = 5678;

/**
 * Builds the package and starts n8n with it.
 *
 * @throws Problem that says what to do.
 */
export async function startN8nWithPackage(): Promise<N8nServer> {
	const runtime = await installRuntime();
	return await withBuiltPackage(async (packageFolder) => {
		const port = await findFreePortFrom(PORT);
		if (port !== PORT) console.log(`Port ${PORT} is taken, so n8n takes ${port}.`);
		return await withProgress(
			'Starting n8n',
			async () => await startN8n({ runtime, packageFolder, port }),
		);
	});
}

/**
 * Builds the package, and removes the build when the work is done.
 *
 * @throws Problem with the compiler's messages.
 */
export async function withBuiltPackage<T>(work: (packageFolder: string) => Promise<T>): Promise<T> {
	const temporary = createTemporaryFolder(join(tmpdir(), 'kling-package-'));
	try {
		const { folder } = await withProgress(
			'Building the package',
			async () => await buildPackage(temporary.path),
		);
		return await work(folder);
	} finally {
		await temporary.remove();
	}
}

/**
 * Creates an owner in n8n, the credential for the service, and the examples; returns the main one.
 */
export async function setUpEditor(
	{ origin }: N8nServer,
	service: Service,
): Promise<{ client: N8nClient; workflow: Workflow }> {
	const client = await N8nClient.setUp(origin);
	const credential = await client.createCredential(
		'Kling API',
		'klingMotionControlApi',
		service.credential,
	);
	const workflow = await importExamples(client, credential, service);
	console.log(`Kling is ${service.description}.`);
	return { client, workflow };
}

/** Shows the address of the editor. */
export function showEditor({ origin }: N8nServer): void {
	console.log(`The editor: ${origin}`);
	console.log(`Sign in:    ${OWNER.email}, password ${OWNER.password}`);
	console.log('Press Ctrl-C to end n8n and remove its data.');
}

/** Resolves when the user ends the command. */
export async function interruption(): Promise<void> {
	// A timer, because waiting for signals doesn't keep a process alive.
	const alive = setInterval(() => {}, 60_000);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.once(signal, () => resolve());
		}
	});
	clearInterval(alive);
	console.log('\nEnding n8n …');
}

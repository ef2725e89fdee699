import type { N8nServer } from '../n8n-runtime/server.mts';
import { Problem } from '../scripts/problem.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { Changes } from './changes.mts';
import {
	interruption,
	setUpEditor,
	showEditor,
	startN8nWithPackage,
	withBuiltPackage,
} from './editor.mts';
import { startService } from './service.mts';

const PUBLISHED = ['credentials', 'icons', 'kling', 'nodes'];

/**
 * Starts n8n with the package, and Kling beside it. After each change of the published files,
 * starts n8n again with a new build and the same workflows.
 *
 * @throws Problem that says what to do.
 */
export async function runDev(): Promise<void> {
	const service = await startService();
	try {
		const n8n = await startN8nWithPackage();
		try {
			await setUpEditor(n8n, service);
			showEditor(n8n);
			await rebuildOnChange(n8n, endOfCommand());
		} finally {
			await n8n.stop();
		}
	} finally {
		await service.close();
	}
}

function endOfCommand(): AbortSignal {
	const end = new AbortController();
	void interruption().then(() => end.abort());
	return end.signal;
}

async function rebuildOnChange(n8n: N8nServer, end: AbortSignal): Promise<void> {
	const changes = new Changes(PUBLISHED, end);
	for (;;) {
		await changes.next();
		if (end.aborted) return;
		try {
			await rebuild(n8n);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			// Ctrl-C ends a build, too, which needn't be reported.
			if (!end.aborted) console.error(`\n${error.message}\nWaiting for the next change.`);
		}
	}
}

async function rebuild(n8n: N8nServer): Promise<void> {
	await withBuiltPackage(async (packageFolder) => {
		await withProgress('Starting n8n again', async () => await n8n.restartWith(packageFolder));
	});
	console.log('Reload the editor in the browser.');
}

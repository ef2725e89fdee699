import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outputOf } from '../../n8n-runtime/client.mts';
import { startN8n } from '../../n8n-runtime/server.mts';
import { createTemporaryFolder } from '../../scripts/temporaryFolder.mjs';
import {
	installAsN8nDoes,
	installByHand,
	installTools,
	packVersion,
	type Tools,
} from '../support/n8n/installing.mts';
import { builtPackage, runtime } from '../support/n8n/prepared.mts';
import { TriggerWorkflow } from '../support/n8n/trigger.mts';
import { createTask } from '../support/n8n/triggerTasks.mts';
import { useStageOn } from '../support/n8n/useStage.mts';
import { kling, KLING } from '../support/n8n/workflow.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { REQUEST_BODY } from '../support/servers/emulatorClient.mts';

const PACKAGE = 'n8n-nodes-kling-motion-control';
const NODES_FOLDER = '.n8n/nodes';
const NEWER = '99.0.0';
/** Long, for a download of Node.js or two restarts of n8n on a busy machine. */
const WITHIN_MS = 300_000;
/** For a callback that comes while n8n is starting, which may be held for a minute. */
const HELD_WITHIN_MS = 150_000;

/** The versions of Node.js that n8n has required since 1.104, each with its own npm. */
const TOOLS: Tools[] = [
	{ node: '20.20.2', npm: '10.8.2' },
	{ node: '22.23.3', npm: '10.9.9' },
	{ node: '24.21.0', npm: '11.19.1' },
];

const temporary = createTemporaryFolder(join(tmpdir(), 'kling-installation-'));
const installed: Tools[] = [];
let newerTarball = '';

beforeAll(async () => {
	for (const tools of TOOLS) installed.push(await installTools(newFolder(), tools));
	newerTarball = await packVersion(newest(), newFolder(), builtPackage.folder, NEWER);
}, WITHIN_MS);
afterAll(async () => await temporary.remove());

let folders = 0;

function newFolder(): string {
	const folder = join(temporary.path, String(++folders));
	mkdirSync(folder);
	return folder;
}

/** The versions of the pinned n8n. */
function newest(): Tools {
	const tools = installed.at(-1);
	if (!tools) throw new Error('The tools are there in tests only');
	return tools;
}

/** The names of the packages in a folder. Older versions of npm leave empty folders for scopes. */
function packagesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/@.][^/]*)\/package\.json$/.exec(path)?.[1])
		.filter((name) => name !== undefined);
}

describe('the package', () => {
	it.each(TOOLS.map(({ node, npm }, index) => ({ node, npm, index })))(
		'is one package and nothing else when it is installed by hand with Node.js $node and npm $npm',
		async ({ index }) => {
			const folder = newFolder();
			await installByHand(installed[index] as Tools, folder, builtPackage.tarball);
			expect(packagesIn(folder)).toEqual([PACKAGE]);
		},
		WITHIN_MS,
	);
});

describe('an n8n', () => {
	const stage = useStageOn(
		async () => {
			const n8n = await startN8n({ runtime });
			await installByHand(newest(), join(n8n.userFolder, NODES_FOLDER), builtPackage.tarball);
			await n8n.restart();
			return n8n;
		},
		{ checkMedia: false },
	);

	/**
	 * Installs another version and restarts n8n, which then loads it. Resolves with the version
	 * found.
	 */
	async function change(tarball: string): Promise<unknown> {
		const { n8n } = stage();
		await installByHand(newest(), join(n8n.userFolder, NODES_FOLDER), tarball);
		await n8n.restart();
		const file = join(n8n.userFolder, NODES_FOLDER, 'node_modules', PACKAGE, 'package.json');
		return (JSON.parse(readFileSync(file, 'utf8')) as { version: unknown }).version;
	}

	/** Our node, which waits for a video that the test finishes. */
	const toVideo = (resume: 'polling' | 'callback') =>
		kling(stage().credential, {
			operation: 'createAndWait',
			imageUrl: REQUEST_BODY.image_url,
			videoUrl: REQUEST_BODY.video_url,
			downloadVideo: false,
			resume,
		});

	it(
		'that has the package by hand keeps workflow, published trigger and parked execution when it is updated, and back',
		async () => {
			const { emulator, client } = stage();
			const trigger = await TriggerWorkflow.publish(stage());
			for (const [round, [tarball, version]] of [
				[newerTarball, NEWER] as const,
				[builtPackage.tarball, expect.not.stringContaining(NEWER)] as const,
			].entries()) {
				const called = await createTask(emulator, { callback_url: trigger.url });
				emulator.nextTask({ hold: true });
				const parkedId = await stage().start(toVideo('callback'));
				await pollUntil(async () => (await client.getExecution(parkedId)).status === 'waiting');
				const parkedTask = emulator.tasks.at(-1);

				expect(await change(tarball)).toEqual(version);

				emulator.finish(parkedTask?.id ?? '');
				const ended = await client.waitForExecution(parkedId, HELD_WITHIN_MS);
				expect(outputOf(ended, KLING)[0]?.json.video_url).toBe(parkedTask?.videos[0]?.url);
				emulator.finish(called.id);
				const items = await trigger.items(round + 1);
				expect(items.map(({ json }) => json.video_url)).toContain(called.videos[0]?.url);
			}
		},
		WITHIN_MS + 2 * HELD_WITHIN_MS,
	);

	it(
		'that has installed the package as its Community Nodes page does loads it, and nothing else',
		async () => {
			const { n8n } = stage();
			const folder = newFolder();
			await installAsN8nDoes(newest(), folder, builtPackage.tarball);
			expect(packagesIn(folder)).toEqual([]);
			const target = join(n8n.userFolder, NODES_FOLDER, 'node_modules', PACKAGE);
			cpSync(folder, target, { recursive: true });
			await n8n.restart();
			const execution = await stage().run(toVideo('polling'));
			expect(execution.status).toBe('success');
		},
		WITHIN_MS,
	);
});

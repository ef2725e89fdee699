import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '../../../scripts/temporaryFolder.mjs';
import { pollUntil } from '../../support/pollUntil.mts';

const MODULE = new URL('../../../scripts/temporaryFolder.mjs', import.meta.url);
const PREFIX = join(tmpdir(), 'kling-folder-');

/** Creates a folder and starts a process in it, which shares this one's output; prints the path. */
const OWNER = `
	import { spawn } from 'node:child_process';
	import { createTemporaryFolder } from '${MODULE.href}';
	const folder = createTemporaryFolder('${PREFIX}');
	const worker = spawn('sleep', ['30'], { detached: true, stdio: 'inherit' });
	folder.attach(worker.pid);
	console.log(folder.path);
	setInterval(() => {}, 1000);
`;

const owners: ChildProcess[] = [];

async function startOwner(): Promise<{ owner: ChildProcess; path: string }> {
	const owner = spawn(process.execPath, ['--input-type=module', '-e', OWNER]);
	owners.push(owner);
	const [line] = (await once(owner.stdout, 'data')) as [Buffer];
	return { owner, path: line.toString().trim() };
}

afterEach(() => owners.splice(0).forEach((owner) => owner.kill('SIGKILL')));

describe('a temporary folder', () => {
	it('exists until it is removed', async () => {
		const folder = createTemporaryFolder(PREFIX);
		const wasThere = existsSync(folder.path);

		await folder.remove();

		expect([wasThere, existsSync(folder.path)]).toEqual([true, false]);
	});

	it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
		'is removed, with the process that works in it, when its owner ends by %s',
		async (signal) => {
			const { owner, path } = await startOwner();

			owner.kill(signal);

			// The output closes only when the other process has ended, too.
			await once(owner, 'close');
			await pollUntil(() => !existsSync(path));
		},
	);

	it('ends its process with the given signal', async () => {
		const folder = createTemporaryFolder(PREFIX);
		const worker = spawn('sleep', ['30'], { detached: true, stdio: 'ignore' });
		folder.attach(worker.pid ?? null, 'QUIT');

		const ended = once(worker, 'exit');
		await folder.remove();

		expect(await ended).toEqual([null, 'SIGQUIT']);
	});

	it('does not end a process that is no longer attached', async () => {
		const folder = createTemporaryFolder(PREFIX);
		const worker = spawn('sleep', ['30'], { detached: true, stdio: 'ignore' });
		folder.attach(worker.pid ?? null);
		folder.attach(null);

		await folder.remove();

		const ended = once(worker, 'exit');
		worker.kill('SIGTERM');
		// The folder would have used SIGKILL.
		expect(await ended).toEqual([null, 'SIGTERM']);
	});
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Long, for a busy machine: the package is built, and n8n started. */
const ENDS_WITHIN_MS = 300_000;

it(
	'npm run demo makes a video, and says where it is',
	async () => {
		const command = ['scripts/demo.mjs', '--once'];

		const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT });

		const [, path = ''] = /The video: +(.+\.mp4)/.exec(stdout) ?? [];
		expect(readFileSync(path).toString('latin1', 4, 8)).toBe('ftyp');
	},
	ENDS_WITHIN_MS,
);

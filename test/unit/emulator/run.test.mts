import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { send } from '../../support/servers/emulatorClient.mts';
import { mediaPath } from '../../support/servers/fileServer.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const SCRIPT = fileURLToPath(new URL('../../../emulator/run.mts', import.meta.url));

function start(...options: string[]) {
	const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, ...options]);
	const output = { text: '' };
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
	}
	return { child, output, exit: once(child, 'close') };
}

describe('the command line', () => {
	it('starts an emulator, says where it is, and ends it on a signal', async () => {
		const resultFile = mediaPath('reference.mp4');
		const { child, output, exit } = start('--path-prefix', '/kling', '--result-file', resultFile);
		try {
			await pollUntil(() => output.text.includes('/admin/state'), 20_000);
			const baseUrl = /Base URL\s+(\S+)/.exec(output.text)?.[1] ?? '';
			const { body } = await send(`${baseUrl}/v1/videos/motion-control/1`, {
				headers: { Authorization: 'Bearer test-token' },
			});
			expect(body.message).toMatch(/^Task not found/);
		} finally {
			child.kill('SIGTERM');
		}
		expect(await exit).toEqual([0, null]);
	}, 30_000);

	it.each([
		['an unknown option', ['--colour'], /Unknown option '--colour'/],
		['a port that is no number', ['--port', 'x'], /--port must be a whole number, not "x"/],
		[
			'an unknown dialect',
			['--dialect', 'x'],
			/--dialect must be official, new-api, .*flat, not "x"/,
		],
		['a result that is not there', ['--result-file', 'none.mp4'], /no such file.*none\.mp4/],
	])(
		'says in one line what is wrong with %s',
		async (_name, options, message) => {
			const { output, exit } = start(...options);
			expect(await exit).toEqual([1, null]);
			expect(output.text.trim()).toMatch(message);
			expect(output.text.trim()).not.toContain('\n');
		},
		30_000,
	);
});

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { npmCi } from '../../../scripts/npm.mjs';
import { Problem } from '../../../scripts/problem.mjs';

const { PATH } = process.env;
let folder: string;

/** Replaces npx with a script. */
function fakeNpx(script: string): void {
	const path = join(folder, 'npx');
	writeFileSync(path, `#!/bin/sh\n${script}\n`);
	chmodSync(path, 0o755);
}

async function failureOf(work: Promise<void>): Promise<unknown> {
	return await work.then(
		() => null,
		(error: unknown) => error,
	);
}

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'kling-npm-'));
});
beforeEach(() => {
	process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterAll(() => {
	process.env.PATH = PATH;
	rmSync(folder, { recursive: true });
});

describe('installing packages', () => {
	it('uses the pinned npm, whatever the machine has', async () => {
		fakeNpx('echo "$@" > arguments; test "$2" = npm@11.19.1 && test "$3" = ci');

		await expect(npmCi(folder)).resolves.toBeUndefined();
	});

	it.each([
		['npm error code EAI_AGAIN', 'Check the network'],
		['npm error code ENOTFOUND', 'Check the network'],
		['npm error code ENOSPC', 'The disk is full'],
		['gyp ERR! find Python', 'Install python3, make and g++'],
		['npm error code EINTEGRITY', 'npm could not install the packages'],
	])('says what to do about "%s", and what npm said', async (output, advice) => {
		fakeNpx(`echo '${output}' >&2; exit 1`);

		const error = await failureOf(npmCi(folder));

		expect(error).toBeInstanceOf(Problem);
		expect((error as Problem).message).toContain(output);
		expect((error as Problem).message).toContain(advice);
	});

	it('says what to do when there is no npm at all', async () => {
		process.env.PATH = join(folder, 'nothing');

		expect(await failureOf(npmCi(folder))).toEqual(
			new Problem('npx is missing. Install Node.js with npm (https://nodejs.org) and start again.'),
		);
	});

	it('does not pass on the settings of an npm that started us', async () => {
		process.env.npm_config_ignore_scripts = 'true';
		fakeNpx('test -z "$npm_config_ignore_scripts"');

		const error = await failureOf(npmCi(folder));
		delete process.env.npm_config_ignore_scripts;

		expect(error).toBeNull();
	});
});

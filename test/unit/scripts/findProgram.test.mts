import { chmodSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findProgram } from '../../../scripts/findProgram.mjs';
import { createTemporaryFolder, type TemporaryFolder } from '../../../scripts/temporaryFolder.mjs';

let folder: TemporaryFolder;

function addFile(name: string, mode: number): string {
	const path = join(folder.path, name);
	writeFileSync(path, '');
	chmodSync(path, mode);
	return path;
}

beforeEach(() => {
	folder = createTemporaryFolder(join(tmpdir(), 'kling-programs-'));
});
afterEach(async () => await folder.remove());

describe('a program', () => {
	it('is found in PATH', () => {
		expect(findProgram(['sh'])).toMatch(/\/sh$/);
	});

	it('is found in a folder that is not in PATH', () => {
		const path = addFile('kling-program', 0o755);

		expect(findProgram(['kling-program'], [folder.path])).toBe(path);
	});

	it('is the first installed one of several names', () => {
		const path = addFile('kling-second', 0o755);
		addFile('kling-third', 0o755);

		expect(findProgram(['kling-first', 'kling-second', 'kling-third'], [folder.path])).toBe(path);
	});

	it('is not a file that cannot be run', () => {
		addFile('kling-program', 0o644);

		expect(findProgram(['kling-program'], [folder.path])).toBeNull();
	});
});

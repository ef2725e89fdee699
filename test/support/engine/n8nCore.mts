import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, jest } from '@jest/globals';
import 'reflect-metadata';

// n8n-core reads these variables when it is loaded, so it is loaded below instead of being imported
// above.
const folder = mkdtempSync(join(tmpdir(), 'n8n-core-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'an-encryption-key-for-tests';
// Silent, because many tests make an execution fail on purpose.
process.env.N8N_LOG_LEVEL = 'silent';

const require = createRequire(import.meta.url);

/** n8n's engine. */
export const core = require('n8n-core') as typeof import('n8n-core');

interface DependencyInjection {
	Container: { get<T>(type: abstract new (...parameters: never[]) => T): T };
}

// n8n-core's own copy of the module, which differs from the one that an import here would find.
const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as DependencyInjection;

/** n8n's file storage, on disk as by default. */
export const binaryData = Container.get(core.BinaryDataService);

beforeAll(async () => await binaryData.init());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Does the work in an n8n that keeps files in memory (`N8N_DEFAULT_BINARY_DATA_MODE` is `default`).
 */
export async function withFilesInMemory<T>(work: () => Promise<T>): Promise<T> {
	const service = binaryData as unknown as { mode: string };
	const { mode } = service;
	service.mode = 'default';
	try {
		return await work();
	} finally {
		service.mode = mode;
	}
}

/** Does the work in an n8n that can't store files and fails with this error instead. */
export async function withBrokenStore<T>(error: Error, work: () => Promise<T>): Promise<T> {
	const store = jest.spyOn(binaryData, 'store').mockRejectedValue(error);
	try {
		return await work();
	} finally {
		store.mockRestore();
	}
}

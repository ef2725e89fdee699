import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findFreePort, findFreePortFrom, HOST, onFreePort } from '../../../n8n-runtime/ports.mts';

const servers: Server[] = [];

async function occupy(port: number): Promise<void> {
	const server = createServer().listen(port, HOST);
	servers.push(server);
	await once(server, 'listening');
}

afterEach(() => servers.splice(0).forEach((server) => server.close()));

describe('a free port', () => {
	it('can be listened on', async () => {
		await expect(occupy(await findFreePort())).resolves.toBeUndefined();
	});

	it('is the wanted one when that is free', async () => {
		const port = await findFreePort();

		expect(await findFreePortFrom(port)).toBe(port);
	});

	it('is a later one when the wanted one is taken', async () => {
		const port = await findFreePort();
		await occupy(port);

		expect(await findFreePortFrom(port)).toBeGreaterThan(port);
	});
});

describe('a server on a free port', () => {
	it('gets another one when a different process was faster', async () => {
		const tried: number[] = [];

		await onFreePort(async (port) => {
			tried.push(port);
			if (tried.length === 1) await occupy(port);
			await occupy(port);
		});

		expect(new Set(tried).size).toBe(2);
	});

	it('is not started again when it fails for another reason', async () => {
		let starts = 0;

		const start = onFreePort(async () => {
			starts++;
			return await Promise.reject(new Error('No space left on device'));
		});

		await expect(start).rejects.toThrow('No space left on device');
		expect(starts).toBe(1);
	});

	it('gives up in the end', async () => {
		const start = onFreePort(async () => await Promise.reject(new Error('EADDRINUSE')));

		await expect(start).rejects.toThrow('EADDRINUSE');
	});
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findFreePort, findFreePortFrom, HOST } from '../../../n8n-runtime/ports.mts';

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

	it('is the wanted one when nobody has it', async () => {
		const port = await findFreePort();

		expect(await findFreePortFrom(port)).toBe(port);
	});

	it('is a later one when the wanted one is taken', async () => {
		const port = await findFreePort();
		await occupy(port);

		expect(await findFreePortFrom(port)).toBeGreaterThan(port);
	});
});

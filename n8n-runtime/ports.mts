import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** All servers are reachable from this machine only. */
export const HOST = '127.0.0.1';

/** More than one, because another process may take a free port before our server does. */
const MAX_ATTEMPTS = 3;

/** Finds a port that is free right now. */
export async function findFreePort(): Promise<number> {
	return (await tryPort(0)) as number;
}

/** Finds the first port from a number on that is free right now. */
export async function findFreePortFrom(first: number): Promise<number> {
	for (let port = first; ; port++) if (await tryPort(port)) return port;
}

/**
 * Starts a server on a free port. Tries another one if a different process has taken it meanwhile.
 */
export async function onFreePort(start: (port: number) => Promise<void>): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await start(await findFreePort());
		} catch (error) {
			const isPortTaken = /already in use|EADDRINUSE/i.test(String(error));
			if (!isPortTaken || attempt >= MAX_ATTEMPTS) throw error;
		}
	}
}

async function tryPort(port: number): Promise<number | null> {
	const server = createServer().listen(port, HOST);
	try {
		await once(server, 'listening');
	} catch {
		return null;
	}
	const { port: given } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return given;
}

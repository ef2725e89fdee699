import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Everything of ours is on this machine only. */
export const HOST = '127.0.0.1';

/** Another process may take a free port before our server does. */
const MAX_ATTEMPTS = 3;

/** Any port that nobody listens on just now. */
export async function findFreePort(): Promise<number> {
	return (await tryPort(0)) as number;
}

/** The first port from here on that nobody listens on just now. */
export async function findFreePortFrom(first: number): Promise<number> {
	for (let port = first; ; port++) if (await tryPort(port)) return port;
}

/** Starts a server on a free port, or on another one when somebody else was faster. */
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

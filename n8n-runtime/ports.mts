import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Everything of ours is on this machine only. */
export const HOST = '127.0.0.1';

/** Any port that nobody listens on just now. */
export async function findFreePort(): Promise<number> {
	return (await tryPort(0)) as number;
}

/** The first port from here on that nobody listens on just now. */
export async function findFreePortFrom(first: number): Promise<number> {
	for (let port = first; ; port++) if (await tryPort(port)) return port;
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

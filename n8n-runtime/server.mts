import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { n8nEnvironment } from './environment.mts';
import type { Runtime } from './install.mjs';
import { findFreePort, HOST, onFreePort } from './ports.mts';
import { ServerProcess } from './serverProcess.mts';

const PACKAGE = 'n8n-nodes-kling-motion-control';

/** How to start n8n. */
export interface N8nOptions {
	runtime: Runtime;
	/** The unpacked package; without it, n8n has its own nodes only. */
	packageFolder?: string;
	/** By default any free one. */
	port?: number;
	/** More environment variables, or others than ours. */
	env?: Record<string, string>;
	/** What n8n is told to be, with options; by default all in one process. */
	command?: string[];
}

/**
 * Starts a real n8n on this machine, with the package loaded as users have it.
 *
 * @throws Problem with the end of n8n's log when it doesn't start.
 */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const server = new N8nServer(options);
	try {
		await server.start();
		return server;
	} catch (error) {
		await server.stop();
		throw error;
	}
}

/** A real n8n in a folder of its own; both are gone when {@link stop} or this process ends. */
export class N8nServer {
	private readonly process = new ServerProcess('n8n');

	private port = 0;

	private brokerPort = 0;

	constructor(private readonly options: N8nOptions) {}

	/** Where the editor, the REST API and the webhooks are. */
	get origin(): string {
		return `http://${HOST}:${this.port}`;
	}

	/** Where webhooks are called. */
	get webhookOrigin(): string {
		return this.origin;
	}

	/** The id of n8n's main process; 0 when it doesn't run. */
	get pid(): number {
		return this.process.pid;
	}

	/** N8N_USER_FOLDER. */
	get userFolder(): string {
		return this.process.folder;
	}

	/** All that n8n has written so far, to both outputs. */
	log(): string {
		return this.process.log;
	}

	/** Starts n8n for the first time. */
	async start(): Promise<void> {
		const { packageFolder } = this.options;
		if (packageFolder) this.installPackage(packageFolder);
		await onFreePort(async (freePort) => {
			this.port = this.options.port ?? freePort;
			this.brokerPort = await findFreePort();
			await this.launch();
		});
	}

	/** Ends n8n at once, as a power cut would. Its folder stays, for {@link restart}. */
	async kill(): Promise<void> {
		await this.process.end('SIGKILL');
	}

	/** Starts n8n again with the same data on the same port; ends it first if it still runs. */
	async restart(): Promise<void> {
		await this.process.end('SIGTERM');
		await this.launch();
	}

	/** Starts n8n again with another build of the package, and with the same data on the same port. */
	async restartWith(packageFolder: string): Promise<void> {
		await this.process.end('SIGTERM');
		this.installPackage(packageFolder);
		await this.launch();
	}

	/** Ends n8n in the proper way, or by force when that takes too long, and removes its folder. */
	async stop(): Promise<void> {
		await this.process.stop('SIGTERM');
	}

	private installPackage(packageFolder: string): void {
		const target = join(this.userFolder, '.n8n/nodes/node_modules', PACKAGE);
		// What an older build had must not live on.
		rmSync(target, { recursive: true, force: true });
		mkdirSync(target, { recursive: true });
		cpSync(packageFolder, target, { recursive: true });
	}

	private async launch(): Promise<void> {
		const { runtime, env, command = ['start'] } = this.options;
		await this.process.launch({
			command: runtime.node,
			args: [runtime.n8n, ...command],
			options: {
				env: { ...n8nEnvironment(this.userFolder, this.port, this.brokerPort), ...env },
			},
			// n8n 1.x calls itself ready before its REST API is there, which workers and webhook processes never have.
			isReady: async () =>
				(await this.serves('/healthz/readiness')) &&
				(command[0] !== 'start' || (await this.serves('/rest/settings'))),
		});
	}

	private async serves(path: string): Promise<boolean> {
		return (await fetch(this.origin + path)).ok;
	}
}

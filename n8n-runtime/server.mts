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
	/** The unpacked package; without it, n8n has only its own nodes. */
	packageFolder?: string;
	/** A folder of `userFolder.mts` to begin with; by default n8n begins with an empty one. */
	userFolder?: string;
	/** Any free port by default. */
	port?: number;
	/** Environment variables to add or override. */
	env?: Record<string, string>;
	/** n8n's command and its options; by default everything runs in one process. */
	command?: string[];
}

/**
 * Starts a real n8n on this machine, with the package installed as users have it.
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

/**
 * A real n8n in a folder of its own. Both are removed when {@link stop} is called or this process
 * ends.
 */
export class N8nServer {
	private readonly process = new ServerProcess('n8n');

	private port = 0;

	private brokerPort = 0;

	constructor(private readonly options: N8nOptions) {}

	/** The address of the editor, the REST API and the webhooks. */
	get origin(): string {
		return `http://${HOST}:${this.port}`;
	}

	/** The address of the webhooks. */
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

	/** Everything that n8n has written so far, to standard output and standard error. */
	log(): string {
		return this.process.log;
	}

	/** Starts n8n for the first time. */
	async start(): Promise<void> {
		const { packageFolder, userFolder } = this.options;
		if (userFolder) cpSync(userFolder, this.userFolder, { recursive: true });
		if (packageFolder) this.installPackage(packageFolder);
		await onFreePort(async (freePort) => {
			this.port = this.options.port ?? freePort;
			this.brokerPort = await findFreePort();
			await this.launch();
		});
	}

	/** Kills n8n at once, as a power cut would. Its folder is kept for {@link restart}. */
	async kill(): Promise<void> {
		await this.process.end('SIGKILL');
	}

	/** Ends n8n in the proper way. Its folder stays, for {@link restart}. */
	async shutDown(): Promise<void> {
		await this.process.end('SIGTERM');
	}

	/** Starts n8n again with the same data on the same port. Ends it first if it is still running. */
	async restart(): Promise<void> {
		await this.process.end('SIGTERM');
		await this.launch();
	}

	/** Like {@link restart}, but with another build of the package. */
	async restartWith(packageFolder: string): Promise<void> {
		await this.process.end('SIGTERM');
		this.installPackage(packageFolder);
		await this.launch();
	}

	/** Shuts n8n down, by force if that takes too long, and removes its folder. */
	async stop(): Promise<void> {
		await this.process.stop('SIGTERM');
	}

	private installPackage(packageFolder: string): void {
		const target = join(this.userFolder, '.n8n/nodes/node_modules', PACKAGE);
		// No file of an older build may be left.
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
			// n8n 1.x reports that it is ready before its REST API is. Workers and webhook processes have
			// no REST API.
			isReady: async () =>
				(await this.statusOf('/healthz/readiness')) === 200 &&
				(command[0] !== 'start' || (await this.statusOf('/rest/login')) === 401),
		});
	}

	private async statusOf(path: string): Promise<number> {
		return (await fetch(this.origin + path)).status;
	}
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../scripts/problem.mjs';
import { createTemporaryFolder } from '../scripts/temporaryFolder.mjs';
import { n8nEnvironment } from './environment.mts';
import type { Runtime } from './install.mjs';
import { findFreePort, HOST } from './ports.mts';

const PACKAGE = 'n8n-nodes-kling-motion-control';
const READY_WITHIN_MS = 120_000;
const READY_POLL_MS = 100;
/** Another process may take a free port before n8n does. */
const MAX_PORT_ATTEMPTS = 3;
/** More than n8n takes when it is told to end: 30 s by default, less in our environment. */
const SHUTDOWN_GRACE_MS = 40_000;
/** As much of n8n's log as helps when it doesn't start. */
const LOG_EXCERPT = 4000;

/** How to start n8n. */
export interface N8nOptions {
	runtime: Runtime;
	/** The unpacked package; without it, n8n has its own nodes only. */
	packageFolder?: string;
	/** By default any free one. */
	port?: number;
	/** More environment variables, or others than ours. */
	env?: Record<string, string>;
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
	private readonly folder = createTemporaryFolder(join(tmpdir(), 'kling-n8n-'));

	private child: ChildProcess | null = null;

	private output = '';

	private port = 0;

	private brokerPort = 0;

	constructor(private readonly options: N8nOptions) {}

	/** Where the editor, the REST API and the webhooks are. */
	get origin(): string {
		return `http://${HOST}:${this.port}`;
	}

	/** The id of n8n's main process; 0 when it doesn't run. */
	get pid(): number {
		return this.child?.pid ?? 0;
	}

	/** N8N_USER_FOLDER. */
	get userFolder(): string {
		return this.folder.path;
	}

	/** All that n8n has written so far, to both outputs. */
	log(): string {
		return this.output;
	}

	/** Starts n8n for the first time. */
	async start(): Promise<void> {
		this.installPackage();
		for (let attempt = 1; ; attempt++) {
			this.port = this.options.port ?? (await findFreePort());
			this.brokerPort = await findFreePort();
			try {
				return await this.launch();
			} catch (error) {
				const isPortTaken = /already in use|EADDRINUSE/i.test(this.output);
				if (!isPortTaken || attempt >= MAX_PORT_ATTEMPTS) throw error;
				await this.kill();
			}
		}
	}

	/** Ends n8n at once, as a power cut would. Its folder stays, for {@link restart}. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	/** Starts n8n again with the same data on the same port; ends it first if it still runs. */
	async restart(): Promise<void> {
		await this.end('SIGTERM');
		await this.launch();
	}

	/** Ends n8n in the proper way, or by force when that takes too long, and removes its folder. */
	async stop(): Promise<void> {
		await this.end('SIGTERM');
		await this.folder.remove();
	}

	private installPackage(): void {
		const { packageFolder } = this.options;
		if (!packageFolder) return;
		const target = join(this.folder.path, '.n8n/nodes/node_modules', PACKAGE);
		mkdirSync(target, { recursive: true });
		cpSync(packageFolder, target, { recursive: true });
	}

	private async launch(): Promise<void> {
		const { runtime, env } = this.options;
		const child = spawn(runtime.node, [runtime.n8n, 'start'], {
			cwd: this.folder.path,
			env: { ...n8nEnvironment(this.folder.path, this.port, this.brokerPort), ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
			// A process group of its own: its task runners end with it, and Ctrl-C is ours to handle.
			detached: true,
		});
		this.child = child;
		this.folder.attach(child.pid ?? null);
		// Whoever forgets to stop n8n shall not wait for it: it ends with this process.
		child.unref();
		for (const stream of [child.stdout, child.stderr] as Socket[]) {
			stream.unref();
			stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
		}
		await this.becomeReady(child);
	}

	private async becomeReady(child: ChildProcess): Promise<void> {
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await this.isReady())) {
			if (hasEnded(child) || Date.now() > deadline) {
				throw new Problem(`${this.output.slice(-LOG_EXCERPT)}\nn8n did not start.`);
			}
			await sleep(READY_POLL_MS);
		}
	}

	private async isReady(): Promise<boolean> {
		try {
			return (await fetch(`${this.origin}/healthz/readiness`)).ok;
		} catch {
			return false;
		}
	}

	private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const { child } = this;
		if (!child?.pid) return;
		if (!hasEnded(child)) {
			const ended = once(child, 'exit');
			child.kill(signal);
			const grace = new AbortController();
			await Promise.race([ended, sleep(SHUTDOWN_GRACE_MS, null, { signal: grace.signal })]);
			grace.abort();
		}
		killGroup(child.pid);
		this.folder.attach(null);
		this.child = null;
	}
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode !== null || signalCode !== null;
}

/** Whatever is left: n8n itself when it didn't end in time, or its task runners. */
function killGroup(group: number): void {
	try {
		process.kill(-group, 'SIGKILL');
	} catch {
		// Nothing was left.
	}
}

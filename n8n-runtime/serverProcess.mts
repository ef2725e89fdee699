import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../scripts/problem.mjs';
import { createTemporaryFolder, type TemporaryFolder } from '../scripts/temporaryFolder.mjs';

const READY_WITHIN_MS = 120_000;
const READY_POLL_MS = 100;
/** More than n8n takes to shut down: 30 s by default, less in our environment. */
const SHUTDOWN_GRACE_MS = 40_000;
/** How many characters of the log an error shows when the program doesn't start. */
const LOG_EXCERPT = 4000;

/** A program to start. */
export interface Launch {
	command: string;
	args: string[];
	options?: Pick<SpawnOptions, 'env' | 'uid' | 'gid'>;
	/** Whether it is ready; an error means that it isn't yet. */
	isReady: () => boolean | Promise<boolean>;
}

/**
 * A server with a folder of its own. Both are removed when {@link stop} is called or this process
 * ends.
 */
export class ServerProcess {
	private readonly temporary: TemporaryFolder;

	private child: ChildProcess | null = null;

	private output = '';

	/** @param abandonSignal the signal that ends it when this process can't */
	constructor(
		private readonly name: string,
		private readonly abandonSignal: 'KILL' | 'QUIT' = 'KILL',
	) {
		this.temporary = createTemporaryFolder(join(tmpdir(), `kling-${name}-`));
	}

	/** The folder's path. */
	get folder(): string {
		return this.temporary.path;
	}

	/** The id of the process; 0 when it isn't running. */
	get pid(): number {
		return this.child?.pid ?? 0;
	}

	/** Everything that it has written so far, to standard output and standard error. */
	get log(): string {
		return this.output;
	}

	/**
	 * Starts the program, and waits until it is ready.
	 *
	 * @throws Problem with the end of the log when it doesn't start.
	 */
	async launch({ command, args, options, isReady }: Launch): Promise<void> {
		const child = spawn(command, args, {
			...options,
			cwd: this.folder,
			stdio: ['ignore', 'pipe', 'pipe'],
			// In a process group of its own, so that its children end with it, and Ctrl-C doesn't reach
			// it directly.
			detached: true,
		});
		this.child = child;
		this.temporary.attach(child.pid ?? null, this.abandonSignal);
		// It doesn't keep this process alive if someone forgets to stop it. It ends together with this
		// process.
		child.unref();
		for (const stream of [child.stdout, child.stderr] as Socket[]) {
			stream.unref();
			stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
		}
		try {
			await this.becomeReady(child, isReady);
		} catch (error) {
			await this.end('SIGKILL');
			throw error;
		}
	}

	/** Ends the program, by force if that takes too long. Keeps the folder. */
	async end(signal: NodeJS.Signals): Promise<void> {
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
		this.temporary.attach(null);
		this.child = null;
	}

	/** Ends the program and removes the folder. */
	async stop(signal: NodeJS.Signals): Promise<void> {
		await this.end(signal);
		await this.temporary.remove();
	}

	private async becomeReady(child: ChildProcess, isReady: Launch['isReady']): Promise<void> {
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await succeeds(isReady))) {
			if (hasEnded(child) || Date.now() > deadline) {
				throw new Problem(`${this.output.slice(-LOG_EXCERPT)}\n${this.name} did not start.`);
			}
			await sleep(READY_POLL_MS);
		}
	}
}

async function succeeds(isReady: Launch['isReady']): Promise<boolean> {
	try {
		return await isReady();
	} catch {
		return false;
	}
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode !== null || signalCode !== null;
}

/** Kills what is left: the program itself, if it didn't end in time, and its children. */
function killGroup(group: number): void {
	try {
		process.kill(-group, 'SIGKILL');
	} catch {
		// Nothing was left.
	}
}

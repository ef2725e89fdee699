import { execFile } from 'node:child_process';
import { chownSync } from 'node:fs';
import { promisify } from 'node:util';
import { HOST, onFreePort } from '../ports.mts';
import { ServerProcess } from '../serverProcess.mts';
import type { QueuePrograms } from './programs.mjs';

/** Of the database's superuser, and of the database that is there from the start. */
const NAME = 'postgres';
/** PostgreSQL refuses to run as root; this is `nobody`, whom every Linux knows. */
const NOBODY = 65_534;

/** It lives for one test: nothing has to survive a power cut, or to be found by others. */
const SETTINGS = {
	listen_addresses: HOST,
	unix_socket_directories: '',
	fsync: 'off',
	synchronous_commit: 'off',
	full_page_writes: 'off',
	// In its own folder, not in the machine's.
	dynamic_shared_memory_type: 'mmap',
};

/** A PostgreSQL with an empty database. */
export class Postgres {
	// Killed by force, it would leave shared memory behind on the machine.
	private readonly process = new ServerProcess('postgres', 'QUIT');

	private readonly user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

	private port = 0;

	constructor(private readonly programs: QueuePrograms) {}

	/** The id of its first process; 0 when it doesn't run. */
	get pid(): number {
		return this.process.pid;
	}

	/** How n8n finds it. */
	get n8nEnvironment(): Record<string, string> {
		return {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(this.port),
			DB_POSTGRESDB_DATABASE: NAME,
			DB_POSTGRESDB_USER: NAME,
		};
	}

	/** Makes the database, and starts to serve it. */
	async start(): Promise<void> {
		const data = await this.createDatabase();
		const settings = Object.entries(SETTINGS).flatMap(([name, value]) => [
			'-c',
			`${name}=${value}`,
		]);
		await onFreePort(async (port) => {
			this.port = port;
			await this.process.launch({
				command: this.programs.postgres,
				args: ['-D', data, '-p', String(port), ...settings],
				options: this.user,
				isReady: () => this.process.log.includes('ready to accept connections'),
			});
		});
	}

	/** Ends it, whoever is connected, and removes its data. */
	async stop(): Promise<void> {
		await this.process.stop('SIGQUIT');
	}

	private async createDatabase(): Promise<string> {
		const { folder } = this.process;
		if (this.user.uid) chownSync(folder, NOBODY, NOBODY);
		const data = `${folder}/data`;
		const options = ['--auth=trust', `--username=${NAME}`, '--encoding=UTF8', '--locale=C'];
		await promisify(execFile)(this.programs.initdb, ['-D', data, '--no-sync', ...options], {
			cwd: folder,
			...this.user,
		});
		return data;
	}
}

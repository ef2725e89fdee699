import { execFile } from 'node:child_process';
import { chownSync } from 'node:fs';
import { promisify } from 'node:util';
import { HOST, onFreePort } from '../ports.mts';
import { ServerProcess } from '../serverProcess.mts';
import type { QueuePrograms } from './programs.mjs';

/** The name of the superuser and of the database, both of which exist from the start. */
const NAME = 'postgres';
/** The user id of `nobody`, which every Linux has. PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/**
 * The database is needed for one test only: it needn't survive a power cut or be found by other
 * programs.
 */
const SETTINGS = {
	listen_addresses: HOST,
	unix_socket_directories: '',
	fsync: 'off',
	synchronous_commit: 'off',
	full_page_writes: 'off',
	// Uses its own folder, not the machine's shared memory.
	dynamic_shared_memory_type: 'mmap',
};

/** A PostgreSQL with an empty database. */
export class Postgres {
	// QUIT, because a killed PostgreSQL leaves shared memory behind.
	private readonly process = new ServerProcess('postgres', 'QUIT');

	private readonly user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

	private port = 0;

	constructor(private readonly programs: QueuePrograms) {}

	/** The id of its first process; 0 when it isn't running. */
	get pid(): number {
		return this.process.pid;
	}

	/** The variables with which n8n finds it. */
	get n8nEnvironment(): Record<string, string> {
		return {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(this.port),
			DB_POSTGRESDB_DATABASE: NAME,
			DB_POSTGRESDB_USER: NAME,
		};
	}

	/** Creates the database and starts the server. */
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

	/** Ends it, even if clients are connected, and removes its data. */
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

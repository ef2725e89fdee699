import { randomBytes } from 'node:crypto';
import { Problem } from '../../scripts/problem.mjs';
import { findFreePort, HOST } from '../ports.mts';
import { N8nServer, type N8nOptions } from '../server.mts';
import { Postgres } from './postgres.mts';
import { findQueuePrograms, QUEUE_PROGRAMS_MISSING } from './programs.mjs';
import { Redis } from './redis.mts';

/** The list in Redis of the jobs that workers are processing. */
const ACTIVE_JOBS = 'bull:jobs:active';

/** How to start n8n in queue mode. */
export interface ClusterOptions extends Pick<N8nOptions, 'runtime' | 'packageFolder' | 'env'> {
	workers?: number;
	/** How many executions a worker runs at once; n8n advises against less than 5. */
	concurrency?: number;
}

interface Service {
	start: () => Promise<void>;
	stop: () => Promise<void>;
}

/**
 * Starts n8n in queue mode on this machine: PostgreSQL, Redis, a main process for the editor, one for
 * webhooks, and workers.
 *
 * @throws Problem when a program is missing or does not start.
 */
export async function startCluster(options: ClusterOptions): Promise<N8nCluster> {
	const programs = findQueuePrograms();
	if (!programs) throw new Problem(QUEUE_PROGRAMS_MISSING);
	const { workers = 2, concurrency = 5, env, ...common } = options;
	const databases = { postgres: new Postgres(programs), redis: new Redis(programs) };
	const servers: N8nServer[] = [];
	const start = async (server: N8nServer): Promise<N8nServer> => {
		servers.push(server);
		await server.start();
		return server;
	};
	try {
		await Promise.all(Object.values(databases).map(async (database) => await database.start()));
		const webhookPort = await findFreePort();
		const shared = { ...queueEnvironment(databases, webhookPort), ...env };
		// The main process starts alone, because every process migrates the database and creates
		// missing keys.
		const main = await start(
			new N8nServer({ ...common, env: { N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true', ...shared } }),
		);
		const others = { ...common, env: { N8N_EDITOR_BASE_URL: main.origin, ...shared } };
		const worker = { ...others, command: ['worker', `--concurrency=${concurrency}`] };
		const [webhook, ...rest] = await Promise.all([
			start(new N8nServer({ ...others, command: ['webhook'], port: webhookPort })),
			...Array.from({ length: workers }, async () => await start(new N8nServer(worker))),
		]);
		return new N8nCluster(databases, main, webhook, rest);
	} catch (error) {
		await stopAll(servers, Object.values(databases));
		throw error;
	}
}

/** n8n in queue mode. Everything is removed when {@link stop} is called or this process ends. */
export class N8nCluster {
	constructor(
		private readonly databases: { postgres: Postgres; redis: Redis },
		/** Serves the editor and the REST API, and has the timers; runs no workflows. */
		readonly main: N8nServer,
		/** Serves production webhooks and those that resume executions. */
		readonly webhook: N8nServer,
		readonly workers: N8nServer[],
	) {}

	/** The address of the editor and the REST API. */
	get origin(): string {
		return this.main.origin;
	}

	/** The address of the webhooks. */
	get webhookOrigin(): string {
		return this.webhook.origin;
	}

	/** The ids of all running processes. */
	get pids(): number[] {
		const { postgres, redis } = this.databases;
		const all = [postgres, redis, this.main, this.webhook, ...this.workers];
		return all.map(({ pid }) => pid).filter((pid) => pid > 0);
	}

	/** How many executions occupy a worker now: those that are running, not those that are paused. */
	async busyJobs(): Promise<number> {
		return await this.databases.redis.lengthOf(ACTIVE_JOBS);
	}

	/**
	 * The ids of the executions that a worker has started or resumed, in this order, according to its
	 * log.
	 */
	executionsOf(worker: N8nServer): string[] {
		const matches = worker.log().matchAll(/Worker started execution (\d+)/g);
		return [...matches].map(([, id]) => id as string);
	}

	/** Ends everything. */
	async stop(): Promise<void> {
		const servers = [this.main, this.webhook, ...this.workers];
		await stopAll(servers, Object.values(this.databases));
	}
}

function queueEnvironment(
	{ postgres, redis }: { postgres: Postgres; redis: Redis },
	webhookPort: number,
): Record<string, string> {
	return {
		...postgres.n8nEnvironment,
		...redis.n8nEnvironment,
		// With n8n's default of 2 connections, a busy process may wait so long for one that an
		// execution fails.
		DB_POSTGRESDB_POOL_SIZE: '10',
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		// Every process needs access to the files.
		N8N_DEFAULT_BINARY_DATA_MODE: 'database',
		WEBHOOK_URL: `http://${HOST}:${webhookPort}/`,
	};
}

/** Stops n8n first, while it still has its databases. */
async function stopAll(...groups: Service[][]): Promise<void> {
	for (const group of groups) {
		await Promise.all(group.map(async (service) => await service.stop()));
	}
}

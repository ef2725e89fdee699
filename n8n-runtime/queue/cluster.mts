import { randomBytes } from 'node:crypto';
import { Problem } from '../../scripts/problem.mjs';
import { findFreePort, HOST } from '../ports.mts';
import { N8nServer, type N8nOptions } from '../server.mts';
import { Postgres } from './postgres.mts';
import { findQueuePrograms, QUEUE_PROGRAMS_MISSING } from './programs.mjs';
import { Redis } from './redis.mts';

/** Where n8n's queue keeps the jobs that workers are at. */
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
		// Alone at first: every process migrates the database and makes the keys that it doesn't find.
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

/** n8n in queue mode; all of it is gone when {@link stop} or this process ends. */
export class N8nCluster {
	constructor(
		private readonly databases: { postgres: Postgres; redis: Redis },
		/** Editor and REST API, timers; it runs no workflows. */
		readonly main: N8nServer,
		/** Production webhooks, and those that resume executions. */
		readonly webhook: N8nServer,
		readonly workers: N8nServer[],
	) {}

	/** Where the editor and the REST API are. */
	get origin(): string {
		return this.main.origin;
	}

	/** Where webhooks are called. */
	get webhookOrigin(): string {
		return this.webhook.origin;
	}

	/** The ids of all processes that run. */
	get pids(): number[] {
		const { postgres, redis } = this.databases;
		const all = [postgres, redis, this.main, this.webhook, ...this.workers];
		return all.map(({ pid }) => pid).filter((pid) => pid > 0);
	}

	/** How many executions workers hold now: those that run, not those that wait for something. */
	async busyJobs(): Promise<number> {
		return await this.databases.redis.lengthOf(ACTIVE_JOBS);
	}

	/** The ids of the executions that a worker has started or resumed, in this order, as its log tells. */
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
		// With n8n's 2 connections a process, a busy one can wait for its turn until an execution fails.
		DB_POSTGRESDB_POOL_SIZE: '10',
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		// Files must be where every process finds them.
		N8N_DEFAULT_BINARY_DATA_MODE: 'database',
		WEBHOOK_URL: `http://${HOST}:${webhookPort}/`,
	};
}

/** n8n first, as long as it has its databases. */
async function stopAll(...groups: Service[][]): Promise<void> {
	for (const group of groups) {
		await Promise.all(group.map(async (service) => await service.stop()));
	}
}

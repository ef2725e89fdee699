import type { N8nCluster } from '../../../n8n-runtime/queue/cluster.mts';
import type { N8nServer } from '../../../n8n-runtime/server.mts';
import { pollUntil } from '../pollUntil.mts';

/**
 * Makes n8n notice a dead worker within some 12 seconds instead of 90. The values have to be well
 * above the pauses of a busy machine.
 */
export const NOTICE_DEATH_SOON = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** A worker's share of the executions. */
interface Share {
	started: number;
	resumed: number;
}

/** Which workers processed the executions that were parked once. */
export interface Shares {
	workers: Share[];
	/** Started by one worker, and resumed by another. */
	moved: number;
}

interface Job {
	execution: string;
	/** The execution's place in the order of the queue. */
	number: number;
	/** The number of the worker. */
	worker: number;
}

/**
 * The executions that the workers have processed, according to their logs. The first job starts an
 * execution, the next one resumes it.
 */
export function sharesOf({ workers }: N8nCluster): Shares {
	const shares: Shares = { workers: workers.map(() => ({ started: 0, resumed: 0 })), moved: 0 };
	const starters = new Map<string, number>();
	for (const { execution, worker } of jobsOf(workers)) {
		const share = shares.workers[worker] as Share;
		const starter = starters.get(execution);
		if (starter === undefined) {
			starters.set(execution, worker);
			share.started++;
		} else {
			share.resumed++;
			if (starter !== worker) shares.moved++;
		}
	}
	return shares;
}

/** The worker that is running an execution, as soon as its log shows that. */
export async function workerOf(n8n: N8nCluster, execution: string): Promise<N8nServer> {
	let worker: N8nServer | undefined;
	await pollUntil(() => {
		worker = n8n.workers.find((candidate) => n8n.executionsOf(candidate).includes(execution));
		return worker !== undefined;
	});
	return worker as N8nServer;
}

function jobsOf(workers: N8nCluster['workers']): Job[] {
	const jobs = workers.flatMap((server, worker) => {
		const matches = server.log().matchAll(/Worker started execution (\d+) \(job (\d+)\)/g);
		return [...matches].map(
			([, execution = '', number]): Job => ({ execution, number: Number(number), worker }),
		);
	});
	return jobs.toSorted((a, b) => a.number - b.number);
}

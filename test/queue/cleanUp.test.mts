import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isRunning } from '../support/isRunning.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { runtime } from '../support/n8n/prepared.mts';

const MODULE = new URL('../../n8n-runtime/queue/cluster.mts', import.meta.url);

/** Starts a cluster and prints the ids of its processes. */
const OWNER = `
	import { startCluster } from '${MODULE.href}';
	const cluster = await startCluster({ runtime: ${JSON.stringify(runtime)} });
	console.log(JSON.stringify(cluster.pids));
	setInterval(() => {}, 1000);
`;

let owner: ChildProcess | undefined;

afterEach(() => void owner?.kill('SIGKILL'));

describe('a cluster whose owner is killed', () => {
	it('ends with it: PostgreSQL, Redis, and four processes of n8n', async () => {
		const options = ['--import', 'tsx', '--input-type=module', '-e', OWNER];
		const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
		owner = child;
		const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
		const pids = JSON.parse(line) as number[];
		const running = pids.filter(isRunning);

		child.kill('SIGKILL');

		await pollUntil(() => !pids.some(isRunning));
		expect(running).toHaveLength(6);
	});
});

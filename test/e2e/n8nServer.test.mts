import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { N8nClient } from '../../n8n-runtime/client.mts';
import { startN8n, type N8nServer } from '../../n8n-runtime/server.mts';
import { isRunning } from '../support/isRunning.mts';
import { runtime } from '../support/n8n/prepared.mts';
import { chain, manualTrigger } from '../support/n8n/workflow.mts';

let n8n: N8nServer;
let workflowId: string;

beforeAll(async () => {
	n8n = await startN8n({ runtime });
	const client = await N8nClient.setUp(n8n.origin);
	({ id: workflowId } = await client.createWorkflow(chain(manualTrigger())));
});
afterAll(async () => await n8n.stop());

describe('an n8n of ours', () => {
	it('keeps its address and data after a power cut', async () => {
		const { origin, pid } = n8n;

		await n8n.kill();
		await n8n.restart();

		expect([n8n.origin, n8n.pid === pid]).toEqual([origin, false]);
		const client = await N8nClient.logIn(n8n.origin);
		expect(await client.exportWorkflow(workflowId)).toMatchObject({ id: workflowId });
	});

	it('leaves no process and no file', async () => {
		const { pid, userFolder } = n8n;

		await n8n.stop();

		expect([isRunning(pid), existsSync(userFolder)]).toEqual([false, false]);
	});

	it('says, after the end of its log, that it did not start', async () => {
		const broken = { ...runtime, n8n: '/no/such/command' };

		await expect(startN8n({ runtime: broken })).rejects.toThrow(
			/Cannot find module[^]*\nn8n did not start\.$/,
		);
	});
});

import { describe, expect, it } from '@jest/globals';
import type { INode, INodeParameters } from 'n8n-workflow';
import { CREDENTIAL_TYPE, apiToken } from '../support/n8n/useStage.mts';
import { resumeUrlOf, useCallbackTest } from '../support/n8n/useCallbacks.mts';
import { items } from '../support/n8n/workflow.mts';

const test = useCallbackTest({ env: { N8N_LOG_LEVEL: 'debug' } });

/** An API that no test may reach. */
const PUBLIC_API = 'https://kling.example.com';

/** The error that the user sees when the node refuses to start. */
async function refusal(parameters: INodeParameters, settings?: Partial<INode>) {
	const { execution, error } = await test.e2e.run(test.node(parameters, settings));
	expect(execution.status).toBe('error');
	return `${error?.message} ${error?.description}`;
}

describe('Resume: On Callback is refused before anything is sent', () => {
	it('when Kling cannot reach this n8n, with what to do', async () => {
		const { client } = test.e2e.stage;
		const data = apiToken(PUBLIC_API);
		const { id, name, type } = await client.createCredential('Public', CREDENTIAL_TYPE, data);
		const text = await refusal({}, { credentials: { [type]: { id, name } } });
		expect(text).toContain('Kling cannot reach this n8n at "127.0.0.1"');
		expect(text).toContain('WEBHOOK_URL');
		expect(text).toContain('Nothing was sent');
		expect(text).not.toMatch(/signature|webhook-waiting/);
	});

	it('when a callback_url is given, too', async () => {
		const options = { additionalBodyFields: '{"callback_url": "https://example.com/called"}' };
		expect(await refusal({ options })).toContain('callback_url');
		expect(test.e2e.emulator.requests).toEqual([]);
	});

	it('when the node is set to Execute Once', async () => {
		expect(await refusal({}, { executeOnce: true })).toContain('Execute Once');
		expect(test.e2e.emulator.requests).toEqual([]);
	});
});

describe('the address that resumes an execution', () => {
	/**
	 * An execution in which one task fails, one succeeds, and one item is refused, with its secret.
	 */
	async function run() {
		const settings = { onError: 'continueRegularOutput' } as const;
		const videoUrl = "={{ $json.n === 2 ? 'nowhere' : 'http://127.0.0.1/dance.mp4' }}";
		const id = await test.park(
			items({ n: 0 }, { n: 1 }, { n: 2 }),
			test.node({ videoUrl, simplify: false }, settings),
		);
		const [first] = test.tasks;
		test.e2e.emulator.finish(first?.id ?? '', { fails: 'Image pixel is invalid' });
		test.finishAll();
		await test.end(id);
		const secret = new URL(resumeUrlOf(first)).searchParams.get('signature') ?? '';
		expect(secret).not.toBe('');
		return { id, secret };
	}

	it('is in no item, error or context of the execution', async () => {
		const { id, secret } = await run();
		const execution = await test.end(id);
		const { resultData, executionData } = execution.data;
		const kept = JSON.stringify({ resultData, executionData });
		for (const task of test.tasks) expect(kept).toContain(task.id);
		expect(kept).not.toContain(secret);
		expect(kept).not.toContain('webhook-waiting');
	});

	it('is not in the exported workflow', async () => {
		const { client } = test.e2e.stage;
		const { id, secret } = await run();
		const { workflowId } = await client.get<{ workflowId: string }>(`/executions/${id}`);
		expect(JSON.stringify(await client.exportWorkflow(workflowId))).not.toContain(secret);
	});

	it('is not in the log at debug level', async () => {
		const { secret } = await run();
		const log = test.e2e.stage.n8n.log();
		expect(log).toContain('debug');
		expect(log).not.toContain(secret);
	});
});

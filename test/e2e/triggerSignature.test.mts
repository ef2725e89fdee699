import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { Webhook } from 'standardwebhooks';
import { useE2e } from '../support/n8n/useE2e.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { call, TriggerWorkflow } from '../support/n8n/trigger.mts';
import { claim, createEndedTask, createTask, startedTasks } from '../support/n8n/triggerTasks.mts';

const secretOf = (text: string) => `whsec_${Buffer.from(text).toString('base64')}`;
const SECRET = secretOf('the secret of the tests');
const OTHER_SECRET = secretOf('another secret, of others');
const TOKEN = 'sk-live/7f3a9c+Vd01==';
const ID = 'msg_1';

const e2e = useE2e({
	emulator: { checkMedia: false, apiTokens: ['test-token', TOKEN], webhookSecret: SECRET },
	env: { N8N_LOG_LEVEL: 'debug' },
});

const createCredential = async (webhookSecret: string) =>
	await e2e.stage.client.createCredential('Signed', CREDENTIAL_TYPE, {
		...apiToken(e2e.emulator.baseUrl, TOKEN),
		webhookSecret,
	});

async function publish(parameters: INodeParameters = {}, webhookSecret = SECRET) {
	const credential = await createCredential(webhookSecret);
	const all = { verifySignature: true, ...parameters };
	return await TriggerWorkflow.publish(e2e.stage, all, { credential });
}

const sign = (text: string, secret = SECRET, time = new Date()) =>
	new Webhook(secret).sign(ID, time, text);

const headersOf = (signature: string, time = new Date()) => ({
	'webhook-id': ID,
	'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
	'webhook-signature': signature,
});

/** Sends a callback with a correct signature. */
async function callSigned(url: string, body: object) {
	const text = JSON.stringify(body);
	return await call(url, text, headersOf(sign(text)));
}

const startedBy = async (trigger: TriggerWorkflow) =>
	await startedTasks(trigger, e2e.emulator, async (task) => {
		await callSigned(trigger.url, claim(task));
	});

describe('with Verify Signature', () => {
	it('a callback that Kling has signed starts the workflow', async () => {
		const trigger = await publish();
		const task = await createTask(e2e.emulator, { callback_url: trigger.url });
		e2e.emulator.finish(task.id);
		const [item] = await trigger.items(1);
		expect(item?.json).toMatchObject({ task_id: task.id, task_status: 'succeed' });
	});

	it.each([
		['first', (right: string, other: string) => `${right} ${other}`],
		['last', (right: string, other: string) => `${other} ${right}`],
	])(
		'one of two signatures suffices while a secret is being changed: the %s',
		async (_which, join) => {
			const trigger = await publish();
			const task = await createEndedTask(e2e.emulator);
			const text = JSON.stringify(claim(task));
			const headers = headersOf(join(sign(text), sign(text, OTHER_SECRET)));
			expect(await call(trigger.url, text, headers)).toHaveProperty('status', 200);
			expect(await startedBy(trigger)).toEqual([task.id]);
		},
	);

	const old = new Date(Date.now() - 10 * 60_000);
	it.each([
		['no signature', () => ({}), 'signature missing'],
		[
			'the signature of somebody else',
			(text: string) => headersOf(sign(text, OTHER_SECRET)),
			'signature wrong',
		],
		[
			'the signature of another body',
			(text: string) => headersOf(sign(`${text} `)),
			'signature wrong',
		],
		[
			'an old signature',
			(text: string) => headersOf(sign(text, SECRET, old), old),
			'timestamp too old or too new',
		],
		[
			'an old signature and a new time',
			(text: string) => headersOf(sign(text, SECRET, old)),
			'signature wrong',
		],
	])(
		'a callback with %s is answered with 401, and Kling is not asked',
		async (_what, toHeaders, message) => {
			const trigger = await publish();
			const text = JSON.stringify(claim(await createEndedTask(e2e.emulator)));
			const answer = await call(trigger.url, text, toHeaders(text));
			expect(answer).toEqual({ status: 401, text: JSON.stringify({ message }) });
			expect(e2e.emulator.counts.queries).toBe(0);
			expect(await startedBy(trigger)).toEqual([]);
			// The owner of the trigger has to notice a wrong secret.
			expect(e2e.stage.n8n.log()).toContain(`answered a callback with 401: ${message}`);
		},
	);

	it('and without Verify With Kling API, a signed callback is believed, and Kling is not asked', async () => {
		const trigger = await publish({ verifyWithApi: false });
		const callback = { task_id: '1', task_status: 'failed', task_status_msg: 'as it says' };
		await callSigned(trigger.url, callback);
		const [item] = await trigger.items(1);
		expect(item?.json).toMatchObject(callback);
		expect(e2e.emulator.counts.queries).toBe(0);
	});

	it('a workflow whose credential has no webhook secret is not published', async () => {
		const credential = await createCredential('');
		const parameters = { verifySignature: true };
		const trigger = await TriggerWorkflow.create(e2e.stage, parameters, { credential });
		expect(await trigger.publicationError()).toBe(
			'Verify Signature needs a webhook secret ("whsec_…") in the credential: paste it there, or turn Verify Signature off',
		);
	});
});

describe('the token and the webhook secret', () => {
	it('are in no execution, response, workflow or log, even when things go wrong', async () => {
		const trigger = await publish({ downloadVideo: true, simplify: false });
		const { faults } = e2e.emulator;
		const task = await createEndedTask(e2e.emulator);
		const answers = [await call(trigger.url, claim(task))];
		faults.add(
			{ on: 'get', error: { code: 1002, message: TOKEN } },
			{ on: 'download', status: 403 },
		);
		for (let count = 0; count < 2; count++)
			answers.push(await callSigned(trigger.url, claim(task)));
		const [execution] = await trigger.executions(1);
		// Until the execution has the event, a repetition would be refused.
		answers.push(await callSigned(trigger.url, claim(task)));
		const { client, n8n } = e2e.stage;
		const text = [
			JSON.stringify(answers),
			JSON.stringify(execution),
			JSON.stringify(await client.exportWorkflow(trigger.workflow.id)),
			n8n.log(),
		].join();
		expect(answers.map(({ status }) => status)).toEqual([401, 503, 200, 200]);
		expect(text).toContain('HTTP status 403');
		const key = SECRET.replace('whsec_', '');
		expect(
			[TOKEN, encodeURIComponent(TOKEN), key].filter((secret) => text.includes(secret)),
		).toEqual([]);
	});
});

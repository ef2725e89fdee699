import { describe, expect, it } from '@jest/globals';
import type { INode, INodeParameters } from 'n8n-workflow';
import { tokenCredential, useEmulator } from '../../support/engine/useEmulator.mts';
import { creationOnCallback, useParking } from '../../support/engine/useParking.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 20 });
const parking = useParking(kling);

const waitOnCallback = { operation: 'wait', taskId: 'any', resume: 'callback' };
const operations: Array<[string, INodeParameters]> = [
	['Create and Wait', creationOnCallback],
	['Wait', waitOnCallback],
];

/** The error of the node, which must not have sent anything. */
async function refusal(parameters: INodeParameters, options: Parameters<typeof parking.run>[1]) {
	const { status, error, execution } = await parking.run(parameters, options);
	expect({ status, requests: kling.emulator.requests }).toEqual({ status: 'error', requests: [] });
	expect(error?.name).toBe('NodeOperationError');
	const { resumeToken = '' } = execution.data;
	expect(`${error?.message} ${error?.description}`).not.toContain(resumeToken);
	return error;
}

describe.each(operations)('%s on callback is refused before anything is sent', (_name, node) => {
	it('with Execute Once, which would pass the other items on at the time limit', async () => {
		const error = await refusal(node, { settings: { executeOnce: true } });
		expect(error?.message).toContain('Execute Once');
		expect(error?.description).toContain('Nothing was sent to Kling');
	});

	it('as a tool of an agent, which cannot wait', async () => {
		const settings: Partial<INode> = { type: 'klingMotionControlTool' };
		const error = await refusal(node, { settings });
		expect(error?.message).toMatch(
			/^An AI agent cannot wait for a callback\. Choose By Polling\. Nothing was sent/,
		);
	});

	it.each(['http://localhost:5678', 'http://10.0.0.5', 'https://n8n.local'])(
		'in an n8n at %s, which Kling cannot reach',
		async (n8nUrl) => {
			const credential = tokenCredential('https://kling.example.com');
			const error = await refusal(node, { n8nUrl, credential });
			const { hostname } = new URL(n8nUrl);
			expect(error?.message).toBe(`Kling cannot reach this n8n at "${hostname}"`);
			expect(error?.description).toMatch(/^Set N8N_WEBHOOK_URL .* By Polling needs no callback/);
		},
	);

	it('in an n8n without a web address', async () => {
		const error = await refusal(node, { n8nUrl: 'ftp://n8n.example.com' });
		expect(error?.message).toBe('This n8n has no address for callbacks');
	});
});

describe('a create on callback is refused before anything is sent', () => {
	it('with a callback_url in Additional Body Fields, because Kling has to notify the execution', async () => {
		const options = { additionalBodyFields: '{"callback_url": "https://example.com/hook"}' };
		const error = await refusal({ ...creationOnCallback, options }, {});
		expect(error?.message).toBe(
			'callback_url in Additional Body Fields must be empty when Resume is On Callback',
		);
	});

	it('with a wrong Time Limit', async () => {
		const error = await refusal({ ...creationOnCallback, options: { timeLimit: -1 } }, {});
		expect(error?.message).toBe('Time Limit must be a number above 0, not -1');
	});

	it('for each item, when the node continues on errors', async () => {
		const settings: Partial<INode> = { executeOnce: true, onError: 'continueErrorOutput' };
		const { items, errorItems } = await parking.run(creationOnCallback, { settings });
		expect({ items: items.length, errorItems: errorItems.length }).toEqual({
			items: 0,
			errorItems: 1,
		});
	});
});

describe('any other Resume', () => {
	it('is refused, because it may be a mistake', async () => {
		const error = await refusal({ ...creationOnCallback, resume: 'webhook' }, {});
		expect(error?.message).toBe('Resume must be "polling" or "callback", not "webhook"');
	});
});

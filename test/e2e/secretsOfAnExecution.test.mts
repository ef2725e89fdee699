import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codingsOf, readDatabase } from '../support/n8n/traces.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { chain, fetchFile, manualTrigger } from '../support/n8n/workflow.mts';
import {
	REPETITIONS,
	startRepeatingHost,
	type RepeatingHost,
} from '../support/servers/repeatingHost.mts';

const ENDS_WITHIN_MS = 120_000;

const e2e = useE2e({ env: { N8N_LOG_LEVEL: 'debug' } });

let host: RepeatingHost;
beforeAll(async () => {
	host = await startRepeatingHost();
});
afterAll(async () => await host.close());

/**
 * The signatures of links that work without a login, which Kling was given and nobody else may see.
 */
function signaturesIn(body: string): string[] {
	const { callback_url, video_url } = JSON.parse(body) as Record<string, string | undefined>;
	const links = [callback_url, video_url].filter((link) => link !== undefined);
	return links.flatMap((link) => [...new URL(link).searchParams.values()]);
}

/** How often each signature occurs in a text, in any encoding. */
function count(signatures: string[], text: string): number {
	return signatures
		.flatMap(codingsOf)
		.reduce((sum, coding) => sum + text.split(coding).length - 1, 0);
}

async function run(way: string, simplify: boolean, settings: object) {
	const { client } = e2e.stage;
	const data = apiToken(host.baseUrl(way));
	const credential = await client.createCredential('Repeating', CREDENTIAL_TYPE, data);
	const parameters = {
		resume: 'callback',
		simplify,
		videoSource: 'binaryFile',
		videoBinaryField: 'video',
	};
	const file = fetchFile(e2e.urlOf('reference.mp4'), 'video');
	const node = e2e.node({ credential, parameters, settings });
	const { id } = await client.createWorkflow(chain(manualTrigger(), file, node));
	const before = host.bodies.length;
	const executionId = await client.run(id, manualTrigger().name);
	await client.waitForExecution(executionId, ENDS_WITHIN_MS);
	const stored = (await client.get<{ data: string }>(`/executions/${executionId}`)).data;
	return { stored, signatures: host.bodies.slice(before).flatMap(signaturesIn) };
}

describe.each(Object.keys(REPETITIONS))('a host that repeats the request %s', (way) => {
	it.each([
		['stops with an error', true, {}],
		['stops with an error, Simplify off', false, {}],
		['makes an item of it', true, { onError: 'continueRegularOutput' }],
		['makes an item of it, Simplify off', false, { onError: 'continueRegularOutput' }],
	])(
		'puts no signature of a link into an execution that %s',
		async (_end, simplify, settings) => {
			const { stored, signatures } = await run(way, simplify, settings);
			expect(signatures).toHaveLength(2);
			const [resume = '', file = ''] = signatures;
			expect(count([file], stored)).toBe(0);
			// n8n itself stores the one that resumes the execution, once, as a separate text.
			expect(count([resume], stored.replace(`"${resume}"`, ''))).toBe(0);
		},
		ENDS_WITHIN_MS,
	);
});

describe('after all these tests', () => {
	const all = () => host.bodies.flatMap(signaturesIn);

	it('the log of n8n at debug level shows no signature of a link', () => {
		expect(e2e.stage.n8n.log()).toContain('debug');
		expect(count(all(), e2e.stage.n8n.log())).toBe(0);
	});

	it('the database of n8n has no signature of a link to a file', () => {
		const files = all().filter((signature) => signature.startsWith('eyJ'));
		expect(files.length).toBeGreaterThan(0);
		expect(count(files, readDatabase(e2e.stage.n8n.userFolder))).toBe(0);
	});
});

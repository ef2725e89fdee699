import { describe, expect, it } from '@jest/globals';
import { useStage } from '../support/n8n/useStage.mts';

const PACKAGE = 'n8n-nodes-kling-motion-control';
const stage = useStage({ editor: true });

interface LoadedType {
	name: string;
	displayName: string;
	iconUrl: { light: string; dark: string };
}

/** Sends a GET with the session of the editor. */
async function fetchFromN8n(path: string): Promise<Response> {
	const { origin, cookie } = stage().client;
	return await fetch(`${origin}/${path}`, { headers: { cookie } });
}

/** One of the node types that n8n offers to the editor. */
async function findType(kind: 'nodes' | 'credentials', name: string): Promise<LoadedType> {
	const types = (await (await fetchFromN8n(`types/${kind}.json`)).json()) as LoadedType[];
	return types.find((type) => type.name === name) as LoadedType;
}

describe('the package in a real n8n', () => {
	it.each([
		['klingMotionControl', 'Kling Motion Control'],
		['klingMotionControlTool', 'Kling Motion Control Tool'],
		['klingMotionControlPollingTrigger', 'Kling Motion Control Polling Trigger'],
		['klingMotionControlTrigger', 'Kling Motion Control Trigger'],
	])('offers the node %s under the name that workflows keep', async (name, displayName) => {
		expect(await findType('nodes', `${PACKAGE}.${name}`)).toMatchObject({ displayName });
	});

	it('offers the credential', async () => {
		expect(await findType('credentials', 'klingMotionControlApi')).toMatchObject({
			displayName: 'Kling API',
		});
	});

	it.each([
		['nodes', `${PACKAGE}.klingMotionControl`],
		['nodes', `${PACKAGE}.klingMotionControlPollingTrigger`],
		['nodes', `${PACKAGE}.klingMotionControlTrigger`],
		['credentials', 'klingMotionControlApi'],
	] as const)('serves the two icons of the %s type %s', async (kind, name) => {
		const { iconUrl } = await findType(kind, name);

		const icons = [await fetchFromN8n(iconUrl.light), await fetchFromN8n(iconUrl.dark)];

		expect(icons.map(({ headers }) => headers.get('content-type'))).toEqual([
			expect.stringContaining('image/svg+xml'),
			expect.stringContaining('image/svg+xml'),
		]);
	});
});

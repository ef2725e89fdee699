import { afterEach, jest } from '@jest/globals';
import type { INodeCredentialTestResult, INodeParameters } from 'n8n-workflow';
import { pollUntil } from '../pollUntil.mts';
import {
	startHostileHost,
	startHostileVideoHost,
	type HostileHost,
	type Hostility,
	type VideoHostility,
} from '../servers/hostileHost.mts';
import { pressTest } from './credentialTest.mts';
import { runNode, type NodeResult } from './runNode.mts';
import { tokenCredential } from './useEmulator.mts';

/** A host that does harm, one in each test of a file. */
export interface HostileHostTest {
	/** The host of this test, as soon as it was asked. */
	readonly host: HostileHost;
	/** Runs the node, by default Get, at a host of this kind. */
	ask: (way: Hostility, parameters?: INodeParameters) => Promise<NodeResult>;
	/** Runs Get with Download Video at a host with such a video. */
	download: (way: VideoHostility) => Promise<NodeResult>;
	/** Tests a credential for a host of this kind. */
	testCredential: (way: Hostility) => Promise<INodeCredentialTestResult>;
	/** Waits until the node has closed all its connections. */
	untilLeft: () => Promise<void>;
}

const get = { operation: 'get', taskId: '1' };

/** Lets each test of a file start a hostile host, and ends it afterwards. */
export function useHostileHost(): HostileHostTest {
	// Much longer than a test takes, for a busy machine.
	jest.setTimeout(60_000);
	let host: HostileHost;
	afterEach(async () => await host.close());
	const run = async (parameters: INodeParameters) =>
		await runNode({ parameters, credential: tokenCredential(host.origin) });
	return {
		get host() {
			return host;
		},
		ask: async (way, parameters = get) => {
			host = await startHostileHost(way);
			return await run(parameters);
		},
		download: async (way) => {
			host = await startHostileVideoHost(way);
			return await run({ ...get, downloadVideo: true });
		},
		testCredential: async (way) => {
			host = await startHostileHost(way);
			return await pressTest(tokenCredential(host.origin));
		},
		untilLeft: async () => await pollUntil(() => host.openRequests() === 0, 10_000),
	};
}

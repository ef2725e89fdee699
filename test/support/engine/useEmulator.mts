import { afterAll, beforeAll, beforeEach, expect, jest } from '@jest/globals';
import type { IBinaryData, ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../emulator/server.mts';
import { createTask } from '../servers/createTask.mts';
import { runNode, startNode, type NodeResult, type NodeRun, type RunningNode } from './runNode.mts';
import { mediaPath } from '../servers/fileServer.mts';

/** What a test may leave out. */
export type RunOptions = Partial<Omit<NodeRun, 'parameters'>>;

/** An emulated Kling and its account, for the tests of one file. */
export interface NodeTest {
	readonly emulator: Emulator;
	/** A good one. */
	readonly credential: ICredentialDataDecryptedObject;
	run: (parameters: INodeParameters, options?: RunOptions) => Promise<NodeResult>;
	/** For an execution that the test wants to stop. */
	start: (parameters: INodeParameters, options?: RunOptions) => RunningNode;
	/** What the node says of an item that it refuses without a request to Kling. */
	refusal: (parameters: INodeParameters, file?: IBinaryData) => Promise<string>;
	/** Makes a task without the node, as if long ago; returns its id. */
	createTask: (externalTaskId?: string) => Promise<string>;
}

/** Parameters of a create that lacks nothing; nobody fetches these files. */
export const creation = {
	operation: 'create',
	imageUrl: 'http://127.0.0.1/character.png',
	videoUrl: 'http://127.0.0.1/reference.mp4',
} satisfies INodeParameters;

/** Parameters of a create and wait that lacks nothing, and asks as often as is allowed. */
export const creationAndWait = {
	...creation,
	operation: 'createAndWait',
	options: { pollingInterval: 1 },
} satisfies INodeParameters;

/** Starts an emulator for the tests of a file, which forgets everything before each of them. */
export function useEmulator(options: EmulatorOptions = {}): NodeTest {
	// A test takes a moment, but not on a machine that is busy with others.
	jest.setTimeout(30_000);
	let emulator: Emulator;
	beforeAll(async () => {
		const resultFile = mediaPath('reference.mp4');
		emulator = await startEmulator({ checkMedia: false, resultFile, ...options });
	});
	beforeEach(() => emulator.reset());
	afterAll(async () => await emulator.close());
	const test: NodeTest = {
		get emulator() {
			return emulator;
		},
		get credential() {
			return tokenCredential(emulator.baseUrl);
		},
		run: async (parameters, rest) =>
			await runNode({ parameters, credential: test.credential, ...rest }),
		start: (parameters, rest) => startNode({ parameters, credential: test.credential, ...rest }),
		refusal: async (parameters, file) => await readRefusal(test, parameters, file),
		createTask: async (externalTaskId) => (await createTask(emulator, externalTaskId)).id,
	};
	return test;
}

async function readRefusal(
	{ emulator, run }: NodeTest,
	parameters: INodeParameters,
	file?: IBinaryData,
): Promise<string> {
	const items = [{ json: {}, ...(file && { binary: { data: file } }) }];
	const { error } = await run(parameters, { items });
	expect(emulator.requests).toEqual([]);
	expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } });
	return String(error?.message);
}

/** A credential with an API token. */
export function tokenCredential(
	baseUrl: string,
	apiToken = 'test-token',
): ICredentialDataDecryptedObject {
	return { authentication: 'apiToken', apiToken, region: 'custom', baseUrl };
}

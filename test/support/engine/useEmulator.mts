import { afterEach, beforeEach, expect, jest } from '@jest/globals';
import type { IBinaryData, ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../emulator/server.mts';
import { createTask } from '../servers/createTask.mts';
import { runNode, startNode, type NodeResult, type NodeRun, type RunningNode } from './runNode.mts';
import { mediaPath } from '../servers/fileServer.mts';

/** The options of a run, apart from the parameters. */
export type RunOptions = Partial<Omit<NodeRun, 'parameters'>>;

/** An emulated Kling and its account, for the tests of one file. */
export interface NodeTest {
	readonly emulator: Emulator;
	/** A credential that the emulator accepts. */
	readonly credential: ICredentialDataDecryptedObject;
	run: (parameters: INodeParameters, options?: RunOptions) => Promise<NodeResult>;
	/** Starts an execution that the test can stop. */
	start: (parameters: INodeParameters, options?: RunOptions) => RunningNode;
	/** The error of an item that the node refuses without a request to Kling. */
	refusal: (parameters: INodeParameters, file?: IBinaryData) => Promise<string>;
	/** Creates a task without the node, and returns its id. */
	createTask: (externalTaskId?: string) => Promise<string>;
	/** Creates a task whose video is finished, without the node, and returns its id. */
	createFinishedTask: () => Promise<string>;
	/** Runs Get with Download Video, by default into the usual field. */
	download: (taskId: string, binaryPropertyName?: string) => Promise<NodeResult>;
}

/** Complete parameters for Create. The files are never fetched. */
export const creation = {
	operation: 'create',
	imageUrl: 'http://127.0.0.1/character.png',
	videoUrl: 'http://127.0.0.1/reference.mp4',
} satisfies INodeParameters;

/** Complete parameters for Create and Wait, with the shortest polling interval. */
export const creationAndWait = {
	...creation,
	operation: 'createAndWait',
	options: { pollingInterval: 1 },
} satisfies INodeParameters;

/** Starts an emulator for the tests of a file, and resets it before each of them. */
export function useEmulator(options: EmulatorOptions = {}): NodeTest {
	// Much longer than a test takes, for a busy machine.
	jest.setTimeout(30_000);
	let emulator: Emulator;
	// A new one, which a late request of the test before doesn't reach.
	beforeEach(async () => {
		const resultFile = mediaPath('reference.mp4');
		emulator = await startEmulator({ checkMedia: false, resultFile, ...options });
	});
	afterEach(async () => await emulator.close());
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
		createFinishedTask: async () => {
			const { id } = await createTask(emulator);
			emulator.finish(id);
			return id;
		},
		download: async (taskId, binaryPropertyName = 'data') =>
			await test.run({ operation: 'get', taskId, downloadVideo: true, binaryPropertyName }),
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
	return `${error?.message}. ${error?.description}`;
}

/** A credential with an API token. */
export function tokenCredential(
	baseUrl: string,
	apiToken = 'test-token',
): ICredentialDataDecryptedObject {
	return { authentication: 'apiToken', apiToken, region: 'custom', baseUrl };
}

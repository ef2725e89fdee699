import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { ExecutionError, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../emulator/server.mts';
import { outputOf, type Credential, type Execution } from '../../../n8n-runtime/client.mts';
import { startFileServer, type FileServer } from '../servers/fileServer.mts';
import { useStage, type Stage, type StageOptions } from './useStage.mts';
import { kling, type WorkflowNode } from './workflow.mts';

/** An execution that has ended, and the output of its last node. */
export interface Run {
	execution: Execution;
	items: INodeExecutionData[];
	/** The items of the error output, which exists with `onError: 'continueErrorOutput'`. */
	errorItems: INodeExecutionData[];
	error: ExecutionError | undefined;
}

/** The options of the node under test. */
export interface NodeOptions {
	parameters?: INodeParameters;
	/** The settings on the node's second tab, such as `onError`. */
	settings?: Partial<INode>;
	/** The stage's own credential when not given. */
	credential?: Credential;
}

/** A stage whose emulator is reset before each test, and a server with the sample files. */
export interface E2e {
	readonly stage: Stage;
	readonly emulator: Emulator;
	/** The address of a sample file. */
	urlOf: (fileName: string) => string;
	/** Starts another emulator, which ends with the test. */
	startKling: (options: EmulatorOptions) => Promise<Emulator>;
	/** Our node, which by default makes a video of the sample files. */
	node: (options?: NodeOptions) => WorkflowNode;
	/** Runs a workflow of these nodes to its end. */
	run: (...nodes: WorkflowNode[]) => Promise<Run>;
}

/** Sets a stage up for the tests of a file. */
export function useE2e(options: StageOptions = {}): E2e {
	const getStage = useStage(options);
	const others: Emulator[] = [];
	let files: FileServer;

	beforeAll(async () => {
		files = await startFileServer();
	});
	beforeEach(() => getStage().emulator.reset());
	afterEach(async () => {
		await Promise.all(others.splice(0).map(async (other) => await other.close()));
	});
	afterAll(async () => await files.close());

	const e2e: E2e = {
		get stage() {
			return getStage();
		},
		get emulator() {
			return getStage().emulator;
		},
		urlOf: (fileName) => `${files.origin}/${fileName}`,
		startKling: async (settings) => {
			const other = await startEmulator(settings);
			others.push(other);
			return other;
		},
		node: ({ parameters, settings, credential = getStage().credential } = {}) =>
			kling(
				credential,
				{
					operation: 'createAndWait',
					imageUrl: e2e.urlOf('character.png'),
					videoUrl: e2e.urlOf('reference.mp4'),
					options: { pollingInterval: 1 },
					...parameters,
				},
				settings,
			),
		run: async (...nodes) => readRun(await getStage().run(...nodes), nodes),
	};
	return e2e;
}

function readRun(execution: Execution, nodes: WorkflowNode[]): Run {
	const name = nodes.at(-1)?.name ?? '';
	return {
		execution,
		items: outputOf(execution, name),
		errorItems: outputOf(execution, name, 1),
		error: execution.data.resultData.error,
	};
}

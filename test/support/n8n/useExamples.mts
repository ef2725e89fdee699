import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import type { Credential, NewWorkflow, Workflow } from '../../../n8n-runtime/client.mts';
import { OUR_NODES, SAMPLES } from '../../../demo/samples.mts';
import { startWebServer, type WebServer } from '../servers/webServer.mts';
import { useStage, type Stage, type StageOptions } from './useStage.mts';

const FOLDER = fileURLToPath(new URL('../../../examples/', import.meta.url));
const MEDIA = join(FOLDER, 'media');

export type Example = Omit<NewWorkflow, 'nodes'> & { nodes: INode[] };

/** What a test changes in a node of an example, as a user would by hand. */
export type Change = (node: INode) => Partial<INode> | undefined;

/** A stage for examples, and a web server for the sample media. */
export interface Examples {
	readonly stage: Stage;
	/** Imports an example, with our credential and the sample media on this machine. */
	importExample: (file: string, change?: Change) => Promise<Workflow>;
}

/** Sets up a stage for the tests of a file, for importing examples. */
export function useExamples(options: StageOptions = {}): Examples {
	const getStage = useStage(options);
	let media: WebServer;
	beforeAll(async () => {
		media = await startWebServer((request, response) => {
			response.end(readMedia(request.url ?? ''));
		});
	});
	afterAll(async () => await media.close());

	return {
		get stage() {
			return getStage();
		},
		importExample: async (file, change) => {
			const { client, credential } = getStage();
			const text = JSON.stringify(readExample(file)).replaceAll(SAMPLES, `${media.origin}/`);
			const example = JSON.parse(text) as Example;
			const nodes = example.nodes.map((node) => setUp(node, credential));
			return await client.createWorkflow({
				...example,
				nodes: nodes.map((node) => ({ ...node, ...change?.(node) })),
			});
		},
	};
}

function setUp(node: INode, { id, name, type }: Credential): INode {
	if (!node.type.startsWith(OUR_NODES)) return node;
	const { parameters } = node;
	const mayPoll = 'options' in parameters && parameters.operation !== 'create';
	return {
		...node,
		credentials: { [type]: { id, name } },
		// Saves the test the default interval of ten seconds.
		parameters: mayPoll ? { ...parameters, options: { pollingInterval: 1 } } : parameters,
	};
}

/** Reads an example. */
export function readExample(file: string): Example {
	return JSON.parse(readExampleText(file)) as Example;
}

/** Reads the text of an example's file. */
export function readExampleText(file: string): string {
	return readFileSync(join(FOLDER, file), 'utf8');
}

/** One of the sample media. */
export function readMedia(name: string): Buffer {
	return readFileSync(join(MEDIA, name));
}

/** A hash by which tests compare files. */
export function hashOf(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}

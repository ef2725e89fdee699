import { readdirSync, readFileSync } from 'node:fs';
import type { INodeParameters } from 'n8n-workflow';
import type { Credential, N8nClient, NewWorkflow, Workflow } from '../n8n-runtime/client.mts';
import { OUR_NODES, SAMPLES } from './samples.mts';
import type { Service } from './service.mts';

const FOLDER = new URL('../examples/', import.meta.url);
const MAIN_EXAMPLE = 'image-and-video-to-motion-video.json';

type Node = NewWorkflow['nodes'][number];

/** Imports all examples, set up for the service, and returns the main one. */
export async function importExamples(
	client: N8nClient,
	credential: Credential,
	service: Service,
): Promise<Workflow> {
	const others = readdirSync(FOLDER).filter(
		(file) => file.endsWith('.json') && file !== MAIN_EXAMPLE,
	);
	const importFile = async (file: string) => {
		const text = readFileSync(new URL(file, FOLDER), 'utf8').replaceAll(SAMPLES, service.samples);
		const example = JSON.parse(text) as NewWorkflow;
		const nodes = example.nodes.map((node) => setUp(node, credential, service, client.origin));
		return await client.createWorkflow({ ...example, nodes });
	};
	for (const file of others) await importFile(file);
	// Last, so that it is on top of the editor's list.
	return await importFile(MAIN_EXAMPLE);
}

/** Sets up a node as the notes in the examples tell the user to. */
function setUp(node: Node, credential: Credential, service: Service, origin: string): Node {
	if (node.name === 'Inputs') return withInputs(node, service.inputs, origin);
	if (!node.type?.startsWith(OUR_NODES)) return node;
	const { id, name, type } = credential;
	const takesImageUrl = node.parameters?.imageSource === 'url';
	return {
		...node,
		credentials: { [type]: { id, name } },
		parameters: { ...node.parameters, ...(takesImageUrl && service.image) },
	};
}

function withInputs(node: Node, values: Record<string, string>, origin: string): Node {
	const { assignments } = (node.parameters as unknown as SetParameters).assignments;
	const filled = assignments.map((field) => ({
		...field,
		// The other example, with the trigger, is in the same n8n.
		value: values[field.name] ?? field.value.replace(/^https:.*(?=\/webhook\/)/, origin),
	}));
	return {
		...node,
		parameters: { ...node.parameters, assignments: { assignments: filled } } as INodeParameters,
	};
}

/** The parameters of n8n's node Edit Fields. */
interface SetParameters {
	assignments: { assignments: Array<{ name: string; value: string }> };
}

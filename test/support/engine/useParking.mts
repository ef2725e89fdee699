import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import type { NodeResult } from './runNode.mts';
import { creation, type NodeTest, type RunOptions } from './useEmulator.mts';
import { toParkedNode, type ParkedNode } from './parkedNode.mts';
import { pollUntil } from '../pollUntil.mts';
import { startWebServer, type WebServer } from '../servers/webServer.mts';

/** Complete parameters for Create and Wait, with Resume: On Callback. */
export const creationOnCallback = {
	...creation,
	operation: 'createAndWait',
	resume: 'callback',
} satisfies INodeParameters;

/** A request to the address that resumes an execution. */
export interface ResumeCall {
	/** Path and query. */
	url: string;
	body: unknown;
}

/** Parks executions until a test calls them back. */
export interface Parking {
	/**
	 * The requests to the resume URL of an execution. They come from the node, because Kling's
	 * callbacks get lost.
	 */
	callsOf: (parked: ParkedNode) => ResumeCall[];
	/** The statuses of the next responses to such requests; 200 when none is left. */
	readonly answers: number[];
	run: (parameters: INodeParameters, options?: RunOptions) => Promise<NodeResult>;
	/** Runs the node until it has parked its execution. */
	park: (parameters?: INodeParameters, options?: RunOptions) => Promise<ParkedNode>;
	/** The same; this n8n has been started again since. */
	parkBeforeStart: () => Promise<ParkedNode>;
}

/** The number of an execution that no process of n8n has parked. */
let nextForeignId = 1000;

/** Gives executions a resume URL, for the tests of a file. */
export function useParking(kling: NodeTest): Parking {
	const calls: ResumeCall[] = [];
	const answers: number[] = [];
	const parked: ParkedNode[] = [];
	let server: WebServer;
	const callsOf = ({ resumeToken }: ParkedNode) =>
		calls.filter(({ url }) => url.includes(resumeToken));
	beforeAll(async () => {
		server = await startWebServer((request, response) => {
			void json(request).then((body) => {
				calls.push({ url: request.url ?? '', body });
				response.writeHead(answers.shift() ?? 200).end();
			});
		});
	});
	beforeEach(() => {
		kling.emulator.callbacks.plan = { lost: ['submitted', 'processing', 'succeed', 'failed'] };
	});
	afterAll(async () => {
		// Waits for the node's own calls, which come in the background, a moment after each execution
		// is parked.
		await pollUntil(() => parked.every((node) => callsOf(node).length > 0));
		await server.close();
	});
	const run: Parking['run'] = async (parameters, options) =>
		await kling.run(parameters, { n8nUrl: server.origin, ...options });
	const runOf = (parameters: INodeParameters, options: RunOptions) => ({
		parameters,
		credential: kling.credential,
		n8nUrl: server.origin,
		...options,
	});
	return {
		callsOf,
		answers,
		run,
		park: async (parameters = creationOnCallback, options = {}) => {
			const result = await run(parameters, options);
			const node = toParkedNode(runOf(parameters, options), result);
			parked.push(node);
			return node;
		},
		parkBeforeStart: async () => {
			const result = await run(creationOnCallback);
			// The node knows by its number whether it has parked an execution.
			const executionId = String(nextForeignId++);
			const node = toParkedNode(runOf(creationOnCallback, { executionId }), result);
			parked.push(node);
			await pollUntil(() => callsOf(node).length === 1);
			return node;
		},
	};
}

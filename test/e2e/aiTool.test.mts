import { afterEach, describe, expect, it } from '@jest/globals';
import { outputOf, type Execution } from '../../n8n-runtime/client.mts';
import { AGENT, agentWorkflow } from '../support/n8n/agent.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { manualTrigger, type WorkflowNode } from '../support/n8n/workflow.mts';
import { startChatModel, type ChatModel } from '../support/servers/chatModel.mts';

const e2e = useE2e();

let model: ChatModel;
afterEach(async () => await model.close());

/** Runs an agent whose model calls our node with these arguments, round by round. */
async function runAgent(...rounds: object[][]): Promise<Execution> {
	return await runAgentWith([], rounds);
}

/** Does the same for an agent with further tools. */
async function runAgentWith(others: WorkflowNode[], rounds: object[][]): Promise<Execution> {
	const { client } = e2e.stage;
	model = await startChatModel(rounds);
	const data = { apiKey: 'any', url: `${model.origin}/v1` };
	const account = await client.createCredential('Model', 'openAiApi', data);
	const { id } = await client.createWorkflow(agentWorkflow(account, e2e.node(), { others }));
	return await client.waitForExecution(await client.run(id, manualTrigger().name));
}

const dance = (prompt: string) => ({
	imageUrl: e2e.urlOf('character.png'),
	videoUrl: e2e.urlOf('reference.mp4'),
	prompt,
});

/** The addresses of all videos, in the form that the tool has to give to the agent. */
const videoUrls = () =>
	e2e.emulator.tasks.map(({ videos }) => expect.stringContaining(videos[0]?.url ?? 'no video'));

describe('an agent that also keeps a to-do list and calculates', () => {
	/** The tool that could be confused with "create a task". */
	async function toDoList(): Promise<WorkflowNode> {
		const { id, name } = await e2e.stage.client.createCredential('Todoist', 'todoistApi', {
			apiKey: 'any',
		});
		const parameters = {
			resource: 'task',
			operation: 'create',
			project: { __rl: true, mode: 'id', value: '1' },
			content: "={{ $fromAI('content', 'What is to be done') }}",
		};
		const type = 'n8n-nodes-base.todoistTool';
		const credentials = { todoistApi: { id, name } };
		return { name: 'Todoist', type, typeVersion: 2.1, parameters, credentials };
	}

	const calculator: WorkflowNode = {
		name: 'Calculator',
		type: '@n8n/n8n-nodes-langchain.toolCalculator',
		typeVersion: 1,
		parameters: {},
	};

	it('reads that our tool makes a motion video, and reads nothing about tasks', async () => {
		await runAgentWith([await toDoList(), calculator], [[dance('on a beach')]]);

		expect(model.offeredTools.map(({ name }) => name).sort()).toEqual([
			'Calculator',
			'Kling_Motion_Control',
			'Todoist',
		]);
		const ours = model.offeredTools.find(({ name }) => name === 'Kling_Motion_Control');
		expect(ours?.description).toBe('Create a motion video and wait for it in Kling Motion Control');
		expect(ours?.parameters.properties).toMatchObject({
			imageUrl: { description: 'Address of the image' },
			videoUrl: { description: 'Address of the video' },
			prompt: { description: 'The scene' },
		});
		expect(JSON.stringify(ours)).not.toMatch(/\btasks?\b/i);
	});
});

describe('the node as a tool of an AI agent', () => {
	it('makes the video that the agent asks for, and returns its address', async () => {
		const execution = await runAgent([dance('on a beach')]);
		expect(outputOf(execution, AGENT)[0]?.json.output).toBe('Done');
		expect(e2e.emulator.tasks.map(({ body }) => body.prompt)).toEqual(['on a beach']);
		expect(model.toolResults).toEqual(videoUrls());
		// An agent has no use for a file.
		expect(e2e.emulator.counts.downloads).toBe(0);
	});

	it('makes another video for each call of one run', async () => {
		await runAgent([dance('on a beach')], [dance('on a beach')]);
		expect(model.toolResults).toHaveLength(2);
		expect(model.toolResults).toEqual(videoUrls());
	});

	it('makes two videos when it is called twice at the same time', async () => {
		await runAgent([dance('on a beach'), dance('in the snow')]);
		expect(e2e.emulator.tasks.map(({ body }) => body.prompt)).toEqual([
			'on a beach',
			'in the snow',
		]);
		expect(model.toolResults).toEqual(videoUrls());
	});

	it('says to the agent what is wrong with its input', async () => {
		await runAgent([{ ...dance('on a beach'), videoUrl: 'dance.mp4' }]);
		expect(model.toolResults).toEqual([expect.stringContaining('Video URL must be one URL')]);
		expect(e2e.emulator.counts.creates).toBe(0);
	});
});

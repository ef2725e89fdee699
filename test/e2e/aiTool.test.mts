import { afterEach, describe, expect, it } from '@jest/globals';
import { outputOf, type Credential, type Execution } from '../../n8n-runtime/client.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { startChatModel, type ChatModel } from '../support/servers/chatModel.mts';
import { chain, manualTrigger, type WorkflowNode } from '../support/n8n/workflow.mts';

const AGENT = 'AI Agent';
const MODEL = 'OpenAI Chat Model';

const e2e = useE2e();

let model: ChatModel;
afterEach(async () => await model.close());

const agent: WorkflowNode = {
	name: AGENT,
	type: '@n8n/n8n-nodes-langchain.agent',
	typeVersion: 3.1,
	parameters: { promptType: 'define', text: 'Make the mascot dance' },
};

const chatModel = ({ id, name, type }: Credential): WorkflowNode => ({
	name: MODEL,
	type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
	typeVersion: 1.3,
	parameters: { model: { __rl: true, mode: 'id', value: 'any' }, responsesApiEnabled: false },
	credentials: { [type]: { id, name } },
});

/** Our node in the form that n8n gives it for agents. */
function tool(): WorkflowNode {
	const parameters = {
		imageUrl: "={{ $fromAI('imageUrl', 'Address of the image') }}",
		videoUrl: "={{ $fromAI('videoUrl', 'Address of the video') }}",
		prompt: "={{ $fromAI('prompt', 'The scene') }}",
	};
	const node = e2e.node({ parameters });
	return { ...node, type: `${node.type}Tool` };
}

const connect = (type: 'ai_languageModel' | 'ai_tool') => ({
	[type]: [[{ node: AGENT, type, index: 0 }]],
});

/** Runs an agent whose model calls our node with these arguments, one round after the other. */
async function runAgent(...rounds: object[][]): Promise<Execution> {
	return await runAgentWith([], rounds);
}

/** The same for an agent that has more tools. */
async function runAgentWith(others: WorkflowNode[], rounds: object[][]): Promise<Execution> {
	const { client } = e2e.stage;
	model = await startChatModel(rounds);
	const account = { apiKey: 'any', url: `${model.origin}/v1` };
	const openAi = await client.createCredential('Model', 'openAiApi', account);
	const trigger = manualTrigger();
	const { connections } = chain(trigger, agent);
	const tools = [tool(), ...others];
	const { id } = await client.createWorkflow({
		...chain(trigger, agent, chatModel(openAi), ...tools),
		connections: {
			...connections,
			[MODEL]: connect('ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, connect('ai_tool')])),
		},
	});
	return await client.waitForExecution(await client.run(id, trigger.name));
}

const dance = (prompt: string) => ({
	imageUrl: e2e.urlOf('character.png'),
	videoUrl: e2e.urlOf('reference.mp4'),
	prompt,
});

/** The addresses of all videos, each as the tool has to tell the agent. */
const videoUrls = () =>
	e2e.emulator.tasks.map(({ videos }) => expect.stringContaining(videos[0]?.url ?? 'no video'));

describe('an agent that also keeps a to-do list and calculates', () => {
	/** The tool that "create a task" would be confused with. */
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

	it('is told of ours that it makes a motion video, and of nothing that is called a task', async () => {
		await runAgentWith([await toDoList(), calculator], [[dance('on a beach')]]);

		expect(model.offeredTools.map(({ name }) => name).sort()).toEqual([
			'Kling_Motion_Control',
			'Todoist',
			'calculator',
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
	it('makes the video that the agent asks for, and tells its address', async () => {
		const execution = await runAgent([dance('on a beach')]);
		expect(outputOf(execution, AGENT)[0]?.json.output).toBe('Done');
		expect(e2e.emulator.tasks.map(({ body }) => body.prompt)).toEqual(['on a beach']);
		expect(model.toolResults).toEqual(videoUrls());
		// A file would be of no use to it.
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

	it('tells the agent what is wrong with its input', async () => {
		await runAgent([{ ...dance('on a beach'), videoUrl: 'dance.mp4' }]);
		expect(model.toolResults).toEqual([expect.stringContaining('Video URL must be one URL')]);
		expect(e2e.emulator.counts.creates).toBe(0);
	});
});

import type { Credential, NewWorkflow } from '../../../n8n-runtime/client.mts';
import { chain, manualTrigger, type WorkflowNode } from './workflow.mts';

/** The name of the agent in {@link agentWorkflow}. */
export const AGENT = 'AI Agent';

const MODEL = 'OpenAI Chat Model';

/** Versions of n8n's own nodes: the newest, or those that n8n had in 1.104. */
interface AgentVersions {
	agent: number;
	model: number;
}

/** The versions in the pinned n8n. */
const NEWEST: AgentVersions = { agent: 3.1, model: 1.3 };

/** How an agent differs from the default. */
interface AgentOptions {
	/** Further tools. */
	others?: WorkflowNode[];
	versions?: AgentVersions;
}

/** A workflow with an agent that has a chat model, and our node as a tool. */
export function agentWorkflow(
	account: Credential,
	node: WorkflowNode,
	{ others = [], versions = NEWEST }: AgentOptions = {},
): NewWorkflow {
	const trigger = manualTrigger();
	const agent: WorkflowNode = {
		name: AGENT,
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion: versions.agent,
		parameters: { promptType: 'define', text: 'Make the mascot dance' },
	};
	const tools = [toTool(node), ...others];
	const { connections } = chain(trigger, agent);
	return {
		...chain(trigger, agent, chatModel(account, versions.model), ...tools),
		connections: {
			...connections,
			[MODEL]: connect('ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, connect('ai_tool')])),
		},
	};
}

function chatModel({ id, name, type }: Credential, typeVersion: number): WorkflowNode {
	return {
		name: MODEL,
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion,
		parameters: { model: { __rl: true, mode: 'id', value: 'any' }, responsesApiEnabled: false },
		credentials: { [type]: { id, name } },
	};
}

/** Our node in the form that n8n makes of it for agents. */
function toTool(node: WorkflowNode): WorkflowNode {
	const parameters = {
		...node.parameters,
		imageUrl: "={{ $fromAI('imageUrl', 'Address of the image') }}",
		videoUrl: "={{ $fromAI('videoUrl', 'Address of the video') }}",
		prompt: "={{ $fromAI('prompt', 'The scene') }}",
	};
	return { ...node, type: `${node.type}Tool`, parameters };
}

function connect(type: 'ai_languageModel' | 'ai_tool') {
	return { [type]: [[{ node: AGENT, type, index: 0 }]] };
}

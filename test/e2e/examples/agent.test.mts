import { afterEach, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { SAMPLES } from '../../../demo/samples.mts';
import { outputOf, type Credential } from '../../../n8n-runtime/client.mts';
import { useExamples } from '../../support/n8n/useExamples.mts';
import { startChatModel, type ChatModel } from '../../support/servers/chatModel.mts';

const examples = useExamples({ emulator: { checkMedia: false } });

let model: ChatModel;
afterEach(async () => await model.close());

/** A trigger and a model that need neither a person nor an account. */
function scripted(node: INode, openAi: Credential): Partial<INode> | undefined {
	if (node.name === 'When chat message received') {
		return { type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
	}
	if (node.name === 'AI Agent') {
		const text = 'Let the fox dance on a beach';
		return { parameters: { ...node.parameters, promptType: 'define', text } };
	}
	const { id, name, type } = openAi;
	return node.name === 'OpenAI Chat Model' ? { credentials: { [type]: { id, name } } } : undefined;
}

it('makes the video that the agent asks for, and gives it the link', async () => {
	const { client, emulator } = examples.stage;
	const addresses = { imageUrl: `${SAMPLES}character.png`, videoUrl: `${SAMPLES}reference.mp4` };
	model = await startChatModel([[{ ...addresses, prompt: 'on a beach' }]]);
	const account = { apiKey: 'any', url: `${model.origin}/v1` };
	const openAi = await client.createCredential('Model', 'openAiApi', account);
	const workflow = await examples.importExample('ai-agent.json', (node) => scripted(node, openAi));

	const id = await client.run(workflow.id, 'When chat message received');
	const execution = await client.waitForExecution(id);

	expect(outputOf(execution, 'AI Agent')[0]?.json.output).toBe('Done');
	const [task] = emulator.tasks;
	expect(task?.body).toMatchObject({ image_url: addresses.imageUrl, prompt: 'on a beach' });
	expect(model.toolResults).toEqual([expect.stringContaining(task?.videos[0]?.url ?? 'no video')]);
	expect(model.offeredTools[0]?.description).toBe(
		'Create a motion video and wait for it in Kling Motion Control',
	);
});

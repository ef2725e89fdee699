import { text } from 'node:stream/consumers';
import { startWebServer, type WebServer } from './webServer.mts';

/** A message of a chat in the form of the OpenAI API. */
interface Message {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | null;
	tool_calls?: object[];
}

interface ChatRequest {
	messages: Message[];
	tools?: Array<{ function: OfferedTool }>;
}

/** The description of a tool for a model. */
export interface OfferedTool {
	name: string;
	description: string;
	/** A JSON schema. */
	parameters: { properties?: Record<string, { type?: string; description?: string }> };
}

/** A scripted chat model behind the OpenAI API. */
export interface ChatModel extends WebServer {
	/** The tools' results so far. */
	readonly toolResults: string[];
	/** The tools that it was offered. */
	readonly offeredTools: OfferedTool[];
}

/**
 * Starts a model that calls our node, and then says "Done".
 *
 * @param rounds the arguments of the calls; the calls of one round are made at the same time
 */
export async function startChatModel(rounds: object[][]): Promise<ChatModel> {
	const requests: ChatRequest[] = [];
	const answer = (request: ChatRequest): Message => {
		const calls = rounds[requests.length] ?? [];
		requests.push(request);
		return calls.length > 0 ? callTool(request, calls) : say('Done');
	};
	const server = await startWebServer((request, response) => {
		void text(request).then((body) => {
			const message = answer(JSON.parse(body) as ChatRequest);
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(toCompletion(message)));
		});
	});
	return {
		...server,
		get toolResults() {
			const messages = requests.at(-1)?.messages ?? [];
			return messages.filter(({ role }) => role === 'tool').map(({ content }) => content ?? '');
		},
		get offeredTools() {
			return (requests[0]?.tools ?? []).map((tool) => tool.function);
		},
	};
}

function toCompletion(message: Message): object {
	const reason = message.tool_calls ? 'tool_calls' : 'stop';
	const choices = [{ index: 0, message, finish_reason: reason }];
	return { id: 'completion', object: 'chat.completion', model: 'any', choices };
}

function say(content: string): Message {
	return { role: 'assistant', content };
}

function callTool({ tools, messages }: ChatRequest, calls: object[]): Message {
	const name = tools?.find((tool) => tool.function.name.startsWith('Kling'))?.function.name;
	return {
		role: 'assistant',
		content: null,
		tool_calls: calls.map((input, index) => ({
			id: `call-${messages.length}-${index}`,
			type: 'function',
			function: { name, arguments: JSON.stringify(input) },
		})),
	};
}

import { afterEach, describe, expect, it } from '@jest/globals';
import { outputOf } from '../../n8n-runtime/client.mts';
import { AGENT, agentWorkflow } from '../support/n8n/agent.mts';
import { calledTrigger, report, subWorkflow } from '../support/n8n/callbackWorkflows.mts';
import { TriggerWorkflow } from '../support/n8n/trigger.mts';
import { createTask } from '../support/n8n/triggerTasks.mts';
import { useCallbackTest, videoOf } from '../support/n8n/useCallbacks.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { chain, fetchFile, items, KLING, manualTrigger } from '../support/n8n/workflow.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { useReceiver } from '../support/servers/callbackReceiver.mts';
import { startChatModel } from '../support/servers/chatModel.mts';
import { startWebServer, type WebServer } from '../support/servers/webServer.mts';

const PACKAGE = 'n8n-nodes-kling-motion-control';
const ERROR_OUTPUT = { onError: 'continueErrorOutput' } as const;
/** Those that n8n 1.104 has. */
const AGENT_VERSIONS = { agent: 2, model: 1.2 };
const STOPS_WITHIN_MS = 2000;
/** n8n starts again, and the node holds callbacks back for a minute. */
const RESTARTED_WITHIN_MS = 240_000;
const POLLING = { resume: 'polling', prompt: '', options: { pollingInterval: 1 } };

// Older n8n doesn't start when it is told the name of a module that it doesn't have.
const test = useCallbackTest({
	env: { N8N_DISABLED_MODULES: '' },
	editor: true,
	emulator: { checkMedia: true, hold: false },
});
const receiver = useReceiver();

/** What a test has started, and its end ends. */
const servers: WebServer[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});

/** Lets the tasks of the test go on until it ends them. */
const holdTasks = () => test.e2e.emulator.nextTask({ hold: true, times: 3 });

/** What is to be seen in every n8n, and has once differed in one: each test is a row of README's table. */
describe('in this n8n', () => {
	it('nodes, tool and credential load', async () => {
		const { origin, cookie } = test.e2e.stage.client;
		const namesOf = async (kind: string) => {
			const response = await fetch(`${origin}/types/${kind}.json`, { headers: { cookie } });
			return ((await response.json()) as Array<{ name: string }>).map(({ name }) => name);
		};
		expect(await namesOf('nodes')).toEqual(
			expect.arrayContaining(
				['', 'Tool', 'Trigger'].map((kind) => `${PACKAGE}.klingMotionControl${kind}`),
			),
		);
		expect(await namesOf('credentials')).toContain(CREDENTIAL_TYPE);
	});

	it('the credential can be tested', async () => {
		const { client, credential } = test.e2e.stage;
		const testWith = async (token: string) => {
			const data = apiToken(test.e2e.emulator.baseUrl, token);
			return (await client.testCredential(credential, data)).status;
		};
		expect([await testWith('test-token'), await testWith('wrong')]).toEqual(['OK', 'Error']);
	});

	it('Create and Wait makes a video', async () => {
		const run = await test.e2e.run(test.node(POLLING));
		expect(run.items.map(({ json }) => json.video_url)).toEqual([videoOf(test.tasks[0])]);
	});

	it('image and video may be files, and the video comes out as a file', async () => {
		const image = fetchFile(test.e2e.urlOf('character.png'), 'image');
		const video = fetchFile(test.e2e.urlOf('reference.mp4'), 'video');
		const node = test.node({
			...POLLING,
			imageSource: 'binaryFile',
			imageBinaryField: 'image',
			videoSource: 'binaryFile',
			videoBinaryField: 'video',
			downloadVideo: true,
		});
		const run = await test.e2e.run(image, video, node);
		expect(run.items[0]?.binary?.data).toMatchObject({
			mimeType: 'video/mp4',
			fileName: `kling-${test.tasks[0]?.id}-0.mp4`,
		});
	});

	it('failed items leave through the error output', async () => {
		const names = items({ video: test.e2e.urlOf('reference.mp4') }, { video: 'dance.mp4' });
		const node = test.node({ ...POLLING, videoUrl: '={{ $json.video }}' }, ERROR_OUTPUT);
		const run = await test.e2e.run(names, node);
		expect(run.items).toHaveLength(1);
		expect(run.errorItems.map(({ json }) => json.message)).toMatchObject([{ kind: 'input' }]);
	});

	it('Stop ends a wait at once', async () => {
		holdTasks();
		const { client } = test.e2e.stage;
		const id = await test.e2e.stage.start(test.node(POLLING));
		await pollUntil(() => test.e2e.emulator.counts.queries > 0);
		const pressedAt = Date.now();
		await client.stopExecution(id);
		expect((await test.end(id)).status).toBe('canceled');
		expect(Date.now() - pressedAt).toBeLessThan(STOPS_WITHIN_MS);
	});

	it('the key does not follow a redirect', async () => {
		let arrivals = 0;
		const target = await startWebServer((_request, response) => {
			arrivals++;
			response.writeHead(404).end();
		});
		const source = await startWebServer((_request, response) => {
			response.writeHead(302, { location: `${target.origin}/elsewhere` }).end();
		});
		servers.push(target, source);
		const { client } = test.e2e.stage;
		const data = apiToken(source.origin);
		const credential = await client.createCredential('Moved', CREDENTIAL_TYPE, data);
		const parameters = { operation: 'get', taskId: 'any' };
		const { error } = await test.e2e.run(test.e2e.node({ parameters, credential }));
		expect(error?.message).toContain(`a redirect to ${target.origin}/elsewhere`);
		expect(arrivals).toBe(0);
	});

	it('the trigger starts a workflow when a video is ready', async () => {
		const trigger = await TriggerWorkflow.publish(test.e2e.stage);
		const task = await createTask(test.e2e.emulator, { callback_url: trigger.url });
		test.e2e.emulator.finish(task.id);
		const [item] = await trigger.items(1);
		expect(item?.json.video_url).toBe(videoOf(task));
	});

	it('a parked execution resumes with the video when Kling calls back', async () => {
		holdTasks();
		const id = await test.park(test.node());
		test.finishAll();
		expect(await videosOf(id)).toEqual([videoOf(test.tasks[0])]);
	});

	it('failed items leave through the error output after a callback', async () => {
		holdTasks();
		const id = await test.park(items({ n: 0 }, { n: 1 }), test.node({}, ERROR_OUTPUT));
		const [good, bad] = test.tasks;
		test.e2e.emulator.finish(bad?.id ?? '', { fails: 'Image pixel is invalid' });
		test.e2e.emulator.finish(good?.id ?? '');
		expect(await videosOf(id)).toEqual([videoOf(good)]);
		const execution = await test.e2e.stage.client.getExecution(id);
		expect(outputOf(execution, KLING, 1).map(({ json }) => json.message)).toMatchObject([
			{ task_id: bad?.id },
		]);
	});

	it('two callbacks at the same moment run the next nodes once', async () => {
		holdTasks();
		const id = await test.park(test.node(), report(receiver.url));
		test.e2e.emulator.callbacks.plan = { copies: 5, attempts: 1 };
		test.finishAll();
		await test.end(id);
		await test.e2e.emulator.callbacks.delivered();
		expect(receiver.received.map(({ body }) => body.video_url)).toEqual([videoOf(test.tasks[0])]);
	});

	it(
		'a parked execution survives the sudden end of n8n',
		async () => {
			holdTasks();
			const id = await test.park(test.node());
			await test.e2e.stage.n8n.kill();
			await test.e2e.stage.n8n.restart();
			test.finishAll();
			expect(await videosOf(id)).toEqual([videoOf(test.tasks[0])]);
		},
		RESTARTED_WITHIN_MS,
	);

	it('an agent can use the node as a tool', async () => {
		const { client } = test.e2e.stage;
		const [imageUrl, videoUrl] = ['character.png', 'reference.mp4'].map(test.e2e.urlOf);
		const model = await startChatModel([[{ imageUrl, videoUrl, prompt: 'on a beach' }]]);
		servers.push(model);
		const data = { apiKey: 'any', url: `${model.origin}/v1` };
		const account = await client.createCredential('Model', 'openAiApi', data);
		const workflow = agentWorkflow(account, test.e2e.node(), { versions: AGENT_VERSIONS });
		const execution = await test.end(await test.start(workflow));
		expect(model.toolResults).toEqual([expect.stringContaining(videoOf(test.tasks[0]) ?? '?')]);
		expect(outputOf(execution, AGENT)[0]?.json.output).toBe('Done');
	});

	if (process.env.TEST_N8N_VERSION?.startsWith('1.')) {
		it('a sub-workflow can be parked: it is refused, before anything is sent', async () => {
			const { status, data } = await test.end(await callSubWorkflow());
			expect(status).toBe('error');
			expect(JSON.stringify(data.resultData.error)).toContain('needs n8n 2');
			expect(test.tasks).toEqual([]);
		});
	} else {
		it('a sub-workflow can be parked', async () => {
			holdTasks();
			const id = await callSubWorkflow();
			await test.untilParked(id);
			test.finishAll();
			const [item] = outputOf(await test.end(id), SUB_WORKFLOW);
			expect(item?.json.video_url).toBe(videoOf(test.tasks[0]));
		});
	}
});

/** n8n 1.x stores that an execution has ended a moment before what it has put out. */
async function videosOf(id: string): Promise<unknown[]> {
	await test.end(id);
	let videos: unknown[] = [];
	await pollUntil(async () => {
		const execution = await test.e2e.stage.client.getExecution(id);
		videos = outputOf(execution, KLING).map(({ json }) => json.video_url);
		return videos.length > 0 && videos.every(Boolean);
	});
	return videos;
}

const SUB_WORKFLOW = subWorkflow('').name;

async function callSubWorkflow(): Promise<string> {
	const { client } = test.e2e.stage;
	const child = await client.createWorkflow(chain(calledTrigger(), test.node()));
	await client.activate(child);
	return await test.start(chain(manualTrigger(), items({ n: 0 }), subWorkflow(child.id)));
}

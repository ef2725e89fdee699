import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { DEFAULT_SETTINGS } from '../../emulator/options.mts';
import type { EmulatorOptions } from '../../emulator/server.mts';
import { createTask } from '../support/servers/createTask.mts';
import { useE2e, type Run } from '../support/n8n/useE2e.mts';
import { mediaPath } from '../support/servers/fileServer.mts';
import { accessKey, apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { fetchFile, items } from '../support/n8n/workflow.mts';

const e2e = useE2e();

/** Our node, which downloads the video that it makes. */
const toVideo = (parameters: INodeParameters = {}) =>
	e2e.node({ parameters: { downloadVideo: true, ...parameters } });

const IMAGE_FILE = { imageSource: 'binaryFile', imageBinaryField: 'image' };
const VIDEO_FILE = { videoSource: 'binaryFile', videoBinaryField: 'video' };

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const hashOf = async (path: string) => hash(await readFile(path));

async function expectVideo({ items, error }: Run): Promise<void> {
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	const video = await e2e.stage.client.download(items[0] ?? { json: {} });
	expect(hash(video)).toBe(await hashOf(DEFAULT_SETTINGS.resultFile));
}

/** Checks that exactly the bytes of the sample reached Kling. */
async function expectArrival(kind: 'image' | 'video', sample: string): Promise<void> {
	expect(e2e.emulator.tasks[0]?.[kind]?.sha256).toBe(await hashOf(mediaPath(sample)));
}

describe('Create and Wait with Download Video', () => {
	it('makes a video of an image and a video that Kling fetches from their URLs', async () => {
		await expectVideo(await e2e.run(toVideo()));
		await expectArrival('image', 'character.png');
		await expectArrival('video', 'reference.mp4');
	});

	it('takes the image from a file of the previous node', async () => {
		const image = fetchFile(e2e.urlOf('character.jpg'), 'image');
		await expectVideo(await e2e.run(image, toVideo(IMAGE_FILE)));
		await expectArrival('image', 'character.jpg');
	});

	it('takes the image from Base64 text', async () => {
		const text = await readFile(mediaPath('character.png'), 'base64');
		const image = { imageSource: 'base64', imageBase64: '={{ $json.text }}' };
		await expectVideo(await e2e.run(items({ text }), toVideo(image)));
		await expectArrival('image', 'character.png');
	});

	it('takes the video from a file, which n8n itself serves to Kling under a signed link', async () => {
		const video = fetchFile(e2e.urlOf('reference.mov'), 'video');
		await expectVideo(await e2e.run(video, toVideo(VIDEO_FILE)));
		await expectArrival('video', 'reference.mov');
		const signedLink = `${e2e.stage.n8n.origin}/rest/binary-data/signed?token=`;
		expect(e2e.emulator.tasks[0]?.body.video_url).toContain(signedLink);
	});

	it('takes both from files of the same item', async () => {
		const image = fetchFile(e2e.urlOf('character.png'), 'image');
		const video = fetchFile(e2e.urlOf('reference.mp4'), 'video');
		await expectVideo(await e2e.run(image, video, toVideo({ ...IMAGE_FILE, ...VIDEO_FILE })));
		await expectArrival('image', 'character.png');
		await expectArrival('video', 'reference.mp4');
	});

	it('names the file after its task, and tells n8n that it is a video', async () => {
		const { items } = await e2e.run(toVideo({ binaryPropertyName: 'clip' }));
		expect(items[0]?.binary?.clip).toMatchObject({
			fileName: `kling-${e2e.emulator.tasks[0]?.id}-0.mp4`,
			mimeType: 'video/mp4',
			fileType: 'video',
		});
	});

	it('sends no token to the host of the video', async () => {
		await e2e.run(toVideo());
		const downloads = e2e.emulator.requests.filter(({ operation }) => operation === 'download');
		expect(downloads.map(({ headers }) => headers.authorization)).toEqual([undefined]);
	});
});

describe('an account', () => {
	/** Runs the node with an account at another emulator. */
	async function runAt(
		settings: EmulatorOptions,
		toData: (baseUrl: string) => ICredentialDataDecryptedObject = (baseUrl) => apiToken(baseUrl),
	) {
		const host = await e2e.startKling(settings);
		const data = toData(host.baseUrl);
		const credential = await e2e.stage.client.createCredential('Other', CREDENTIAL_TYPE, data);
		const run = await e2e.run(e2e.node({ credential, parameters: { downloadVideo: true } }));
		return { host, run };
	}

	it('may have an access key and a secret key', async () => {
		const { run } = await runAt({ apiTokens: [] }, (baseUrl) => accessKey(baseUrl));
		await expectVideo(run);
	});

	it('may be at a host with a path in its base URL', async () => {
		const { host, run } = await runAt({ pathPrefix: '/kling' });
		await expectVideo(run);
		expect(host.requests[0]?.path).toBe('/kling/v1/videos/motion-control');
	});

	it.each(['new-api', 'flat'] as const)('may be at a gateway with %s answers', async (dialect) => {
		const { run } = await runAt({ dialect });
		await expectVideo(run);
	});
});

describe('a task that exists', () => {
	it('is created by one node and waited for by the next', async () => {
		const create = { ...toVideo({ operation: 'create' }), name: 'Create' };
		const wait = toVideo({ operation: 'wait', taskId: '={{ $json.task_id }}' });
		await expectVideo(await e2e.run(create, wait));
		expect(e2e.emulator.counts.charges).toBe(1);
	});

	it('is found by its task id and by its external id', async () => {
		const options = { externalTaskId: 'order-1042' };
		await e2e.run(toVideo({ operation: 'create', options }));
		const [task] = e2e.emulator.tasks;
		const ids = items({ id: task?.id }, { id: 'order-1042' });
		const run = await e2e.run(ids, toVideo({ operation: 'get', taskId: '={{ $json.id }}' }));
		expect(run.items.map(({ json }) => json.task_id)).toEqual([task?.id, task?.id]);
	});
});

describe('Get Many', () => {
	/** One more than fits on a page. */
	const COUNT = 501;

	async function getMany(parameters: INodeParameters) {
		const host = await e2e.startKling({ quota: COUNT, checkMedia: false });
		for (let index = 0; index < COUNT; index++) await createTask(host);
		const data = apiToken(host.baseUrl);
		const credential = await e2e.stage.client.createCredential('Other', CREDENTIAL_TYPE, data);
		const node = e2e.node({ credential, parameters: { operation: 'getAll', ...parameters } });
		const run = await e2e.run(node);
		const newestFirst = host.tasks.map(({ id }) => id).reverse();
		return { host, newestFirst, ids: run.items.map(({ json }) => json.task_id) };
	}

	it('returns all tasks of all pages, newest first, with Return All', async () => {
		const { host, ids, newestFirst } = await getMany({ returnAll: true });
		expect(ids).toEqual(newestFirst);
		// The last request brings nothing new, because a short page isn't necessarily the last one.
		expect(host.counts.listQueries).toBe(3);
	});

	it('returns as many of the newest as Limit says', async () => {
		const { ids, newestFirst } = await getMany({ limit: 3 });
		expect(ids).toEqual(newestFirst.slice(0, 3));
	});
});

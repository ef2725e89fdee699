import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { IBinaryData } from 'n8n-workflow';
import { bytesOf, fileInMemory, storedFile } from '../../support/engine/binaryFiles.mts';
import { withFilesInMemory } from '../../support/engine/n8nCore.mts';
import { startSignedFiles, type SignedFiles } from '../../support/engine/signedFiles.mts';
import { mediaPath } from '../../support/servers/fileServer.mts';
import { creation, useEmulator } from '../../support/engine/useEmulator.mts';

const kling = useEmulator();

const fromFile = { ...creation, videoSource: 'binaryFile', videoBinaryField: 'data' };
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

const servers: SignedFiles[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});

/** An n8n in which only the signed links to files work, as `answer` says. */
async function serve(answer?: Parameters<typeof startSignedFiles>[0]): Promise<SignedFiles> {
	const server = await startSignedFiles(answer);
	servers.push(server);
	return server;
}

/** The address of the task's link, or the error. */
async function linkOrError(urls: { n8nUrl: string; editorUrl?: string }, file?: IBinaryData) {
	const items = [{ json: {}, binary: { data: file ?? (await storedFile('reference.mp4')) } }];
	const { error } = await kling.run(fromFile, { items, ...urls });
	const link = kling.emulator.tasks[0]?.body.video_url;
	return link === undefined ? `${error?.message}. ${error?.description}` : new URL(link).origin;
}

describe('the link of a video file', () => {
	it('leads to the address for webhooks when that serves files', async () => {
		const { origin: n8nUrl } = await serve();
		expect(await linkOrError({ n8nUrl, editorUrl: NOWHERE })).toBe(n8nUrl);
	});

	it('leads to the address of the editor when webhooks have their own process', async () => {
		const { origin: n8nUrl } = await serve({ status: 404 });
		const { origin: editorUrl } = await serve();
		expect(await linkOrError({ n8nUrl, editorUrl })).toBe(editorUrl);
	});

	it('leads to the address of the editor when n8n can reach neither', async () => {
		const urls = { n8nUrl: NOWHERE, editorUrl: 'http://127.0.0.1:10' };
		expect(await linkOrError(urls)).toBe('http://127.0.0.1:10');
	});

	it('leads to the address for webhooks when the editor asks for a login', async () => {
		const { origin: editorUrl } = await serve({ status: 401 });
		expect(await linkOrError({ n8nUrl: NOWHERE, editorUrl })).toBe(NOWHERE);
	});

	it.each([
		['HTTP 405, as from a proxy that knows no HEAD', { status: 405 }],
		['HTTP 502', { status: 502 }],
		['no length', { headers: {} }],
	])('is not judged by %s', async (_what, answer) => {
		const { origin: n8nUrl } = await serve(answer);
		expect(await linkOrError({ n8nUrl })).toBe(n8nUrl);
	});

	it.each([
		['HTTP 401', { status: 401 }, 'it answers HTTP 401'],
		['HTTP 403', { status: 403 }, 'it answers HTTP 403'],
		['HTTP 404', { status: 404 }, 'it answers HTTP 404'],
		[
			'a page',
			{ headers: { 'content-type': 'text/html; charset=utf-8' } },
			'a page, perhaps a login',
		],
		['another length', { headers: { 'content-length': '7' } }, 'a file of 7 bytes instead of'],
	])('is refused before anything is paid for when it has %s', async (_what, answer, expected) => {
		const { origin: n8nUrl } = await serve(answer);
		expect(await linkOrError({ n8nUrl })).toContain(expected);
		expect(kling.emulator.requests).toEqual([]);
	});

	it('shows no signature in its error', async () => {
		const { origin: n8nUrl } = await serve({ status: 404 });
		expect(await linkOrError({ n8nUrl })).not.toContain('token');
	});
});

describe('a video that a Code node has put into the item as Base64', () => {
	it('is stored, so that it has a link', async () => {
		const file = { ...(await fileInMemory('reference.mp4')), mimeType: 'video/mp4' };
		const server = await serve();
		expect(await linkOrError({ n8nUrl: server.origin }, file)).toBe(server.origin);
		const [id = ''] = server.ids;
		const bytes = await bytesOf({ id, data: '', mimeType: 'video/mp4' });
		expect(bytes).toEqual(await readFile(mediaPath('reference.mp4')));
	});

	it('is refused in an n8n that keeps all files in memory', async () => {
		const file = await fileInMemory('reference.mp4');
		const message = await withFilesInMemory(async () => await kling.refusal(fromFile, file));
		expect(message).toContain('Set N8N_DEFAULT_BINARY_DATA_MODE');
	});
});

describe('one External Task ID for items with video files', () => {
	const shared = { ...fromFile, options: { externalTaskId: 'order-1' } };

	/** Each file is stored separately, so that each has its own link. */
	async function runWith(...names: string[]) {
		const { origin: n8nUrl } = await serve();
		const files = await Promise.all(names.map(async (name) => await storedFile(name)));
		const items = files.map((data) => ({ json: {}, binary: { data } }));
		return await kling.run(shared, { items, n8nUrl });
	}

	it('is one video when the files are the same', async () => {
		const { items, error } = await runWith('reference.mp4', 'reference.mp4');
		expect(error).toBeUndefined();
		expect(items).toHaveLength(2);
		expect(kling.emulator.counts.charges).toBe(1);
	});

	it('is refused when they differ', async () => {
		const { error } = await runWith('reference.mp4', 'index-last.mp4');
		expect(error?.message).toContain('Items 0 and 1 differ');
		expect(kling.emulator.requests).toEqual([]);
	});
});

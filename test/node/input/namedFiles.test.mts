import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { storedFile } from '../../support/engine/binaryFiles.mts';
import { SOURCE } from '../../support/engine/runNode.mts';
import { creation, useEmulator } from '../../support/engine/useEmulator.mts';

const kling = useEmulator();

const fromFiles = { ...creation, imageSource: 'binaryFile', videoSource: 'binaryFile' };

async function bothFiles() {
	return { data: await storedFile('character.png'), video: await storedFile('reference.mp4') };
}

/** Creates a task with the files of an item, and expects no error. */
async function create(parameters: INodeParameters) {
	const items = [{ json: {}, binary: await bothFiles() }];
	const { error } = await kling.run({ ...fromFiles, ...parameters }, { items });
	expect(error).toBeUndefined();
	return kling.emulator.tasks[0]?.body;
}

describe('a file is named', () => {
	it('by the fields that most nodes fill, by default', async () => {
		const body = await create({});
		expect(body?.image_url).toMatch(/^iVBORw0KGgo/);
		expect(body?.video_url).toContain('/rest/binary-data/signed?token=');
	});

	it.each([
		['this item', '={{ $binary.data }}', '={{ $binary.video }}'],
		[
			'an earlier node',
			`={{ $('${SOURCE}').item.binary.data }}`,
			`={{ $('${SOURCE}').item.binary.video }}`,
		],
	])('by an expression for the file of %s', async (_what, imageBinaryField, videoBinaryField) => {
		const body = await create({ imageBinaryField, videoBinaryField });
		expect(body?.image_url).toMatch(/^iVBORw0KGgo/);
		expect(body?.video_url).toContain('/rest/binary-data/signed?token=');
	});

	it.each([
		['as the editor writes it', '_files.data', '_files.video'],
		['without the folder', 'data', 'video'],
	])('by its path under Execution Logic v2, %s', async (_what, image, video) => {
		const { data, video: movie } = await bothFiles();
		const items = [{ json: { _files: { data: { ...data }, video: { ...movie } } } }];
		const parameters = { ...fromFiles, imageBinaryField: image, videoBinaryField: video };
		const { error } = await kling.run(parameters, { items, binaryMode: 'combined' });
		expect(error).toBeUndefined();
		expect(kling.emulator.tasks[0]?.body.image_url).toMatch(/^iVBORw0KGgo/);
	});
});

describe('a file that is not there', () => {
	it.each<[string, string, string]>([
		['all files of the item', '={{ $binary }}', 'must be the name of a field that holds a file'],
		['a number', '={{ 7 }}', 'and not a number'],
		['a list', '={{ [1] }}', 'and not a list'],
		['nothing', '={{ undefined }}', 'and not empty'],
	])('is told for %s', async (_what, imageBinaryField, expected) => {
		const file = await storedFile('character.png');
		const parameters = { ...creation, imageSource: 'binaryFile', imageBinaryField };
		expect(await kling.refusal(parameters, file)).toContain(expected);
	});

	it('is reported with the existing paths under Execution Logic v2', async () => {
		const items = [{ json: { _files: { photo: { ...(await storedFile('character.png')) } } } }];
		const parameters = { ...creation, imageSource: 'binaryFile' };
		const { error } = await kling.run(parameters, { items, binaryMode: 'combined' });
		expect(error?.message).toBe('Image Input Field names "data", but the item has no such file');
		expect(error?.description).toContain('It has "_files.photo"');
	});
});

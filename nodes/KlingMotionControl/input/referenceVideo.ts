import type { IExecuteFunctions } from 'n8n-workflow';
import { findVideoProblems } from '../../../kling/media/video';
import { readBinaryFile, tryToRead } from './binaryFile';
import { readFileUrl } from './fileUrl';
import { atAddress, noMedia, type CheckedMedia } from './checkedMedia';
import { readServedFile } from './servedFile';

/** What the video's checks depend on. */
export interface VideoOptions {
	/** The base URL of the API. */
	baseUrl: string;
	/** `image` or `video`, which decides how long the video may be. */
	characterOrientation: string;
}

/** Checks the reference video and adds what is wrong to `problems`. The video loads as a URL. */
export async function readReferenceVideo(
	context: IExecuteFunctions,
	itemIndex: number,
	options: VideoOptions,
	problems: string[],
): Promise<CheckedMedia> {
	if (context.getNodeParameter('videoSource', itemIndex, 'url') === 'binaryFile') {
		return await readFromFile(context, itemIndex, options, problems);
	}
	const field = { parameter: 'videoUrl', label: 'Video URL', wanted: 'video' } as const;
	const { url, problems: found } = readFileUrl(context, itemIndex, field, options.baseUrl);
	problems.push(...found);
	return atAddress(url);
}

async function readFromFile(
	context: IExecuteFunctions,
	itemIndex: number,
	{ baseUrl, characterOrientation }: VideoOptions,
	problems: string[],
): Promise<CheckedMedia> {
	const label = 'Video Input Field';
	const file = await readBinaryFile(context, itemIndex, 'videoBinaryField', label, problems);
	if (file === null) return noMedia;
	const find = async () => await findVideoProblems(file, characterOrientation);
	const found = await tryToRead(find, file.holder, problems);
	if (found === null || found.length > 0) {
		problems.push(...(found ?? []));
		return noMedia;
	}
	return await readServedFile(context, file, baseUrl, problems);
}

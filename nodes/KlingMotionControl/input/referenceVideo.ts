import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { findVideoProblems } from '../../../kling/media/video';
import { findUrlProblems, hostOf, isOutOfReach } from '../../../kling/url';
import { readBinaryFile, tryToRead } from './binaryFile';
import { loadNothing, type LoadMedia } from './loadMedia';
import { readText } from './values';

/** Kling fetches the video within minutes; a task may wait for others of the account first. */
const LINK_LIFETIME = '2h';

/** Where a video goes to. */
export interface VideoOptions {
	/** Of the API. */
	baseUrl: string;
	/** `image` or `video`: decides how long the video may be. */
	characterOrientation: string;
}

/** Checks the reference video; whatever is wrong goes into `problems`. It loads as a URL. */
export async function readReferenceVideo(
	context: IExecuteFunctions,
	itemIndex: number,
	options: VideoOptions,
	problems: string[],
): Promise<LoadMedia> {
	if (context.getNodeParameter('videoSource', itemIndex, 'url') === 'binaryFile') {
		return await readFromFile(context, itemIndex, options, problems);
	}
	const url = readText(context, itemIndex, 'videoUrl').trim();
	problems.push(...findUrlProblems('Video URL', url, options.baseUrl));
	return async () => await Promise.resolve(url);
}

async function readFromFile(
	context: IExecuteFunctions,
	itemIndex: number,
	{ baseUrl, characterOrientation }: VideoOptions,
	problems: string[],
): Promise<LoadMedia> {
	const label = 'Video Input Field';
	const file = await readBinaryFile(context, itemIndex, 'videoBinaryField', label, problems);
	if (file === null || !canBeServed(context, file.data, baseUrl, problems)) return loadNothing;
	const find = async () => await findVideoProblems(file, characterOrientation);
	problems.push(...((await tryToRead(find, file.holder, problems)) ?? []));
	return async () => await Promise.resolve(createLink(context, file.data));
}

/** A signed link under which n8n serves the file without a login. */
function createLink(context: IExecuteFunctions, data: IBinaryData): string {
	return context.helpers.createBinarySignedUrl(data, LINK_LIFETIME);
}

function canBeServed(
	context: IExecuteFunctions,
	data: IBinaryData,
	baseUrl: string,
	problems: string[],
): boolean {
	let link: string;
	try {
		link = createLink(context, data);
	} catch {
		problems.push(
			'n8n cannot serve the video to Kling, because it keeps files in memory only: set N8N_DEFAULT_BINARY_DATA_MODE to "filesystem" or "database", or use a Video URL',
		);
		return false;
	}
	if (!isOutOfReach(link, baseUrl)) return true;
	problems.push(
		`Kling cannot fetch the video from n8n, because "${hostOf(link)}" is not on the Internet: set WEBHOOK_URL to the public address of n8n, or use a Video URL`,
	);
	return false;
}

import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { findVideoProblems } from '../../../kling/media/video';
import { findUrlProblems, hostOf, isOutOfReach } from '../../../kling/url';
import { readBinaryFile, tryToRead } from './binaryFile';
import { readText } from './values';

/** Kling fetches the video within minutes; a task may wait for others of the account first. */
const LINK_LIFETIME = '2h';

const LABEL = 'Video Input Field';

/** The reference video as Kling wants it: a URL. Whatever is wrong goes into `problems`. */
export async function readReferenceVideo(
	context: IExecuteFunctions,
	itemIndex: number,
	options: { baseUrl: string; characterOrientation: string },
	problems: string[],
): Promise<string> {
	if (context.getNodeParameter('videoSource', itemIndex, 'url') === 'binaryFile') {
		return await readFromBinaryFile(context, itemIndex, options, problems);
	}
	const url = readText(context, itemIndex, 'videoUrl').trim();
	problems.push(...findUrlProblems('Video URL', url, options.baseUrl));
	return url;
}

async function readFromBinaryFile(
	context: IExecuteFunctions,
	itemIndex: number,
	options: { baseUrl: string; characterOrientation: string },
	problems: string[],
): Promise<string> {
	const field = readText(context, itemIndex, 'videoBinaryField').trim();
	const file = await readBinaryFile(context, itemIndex, field, LABEL, problems);
	if (file === null) return '';
	const link = createLink(context, file.data, options.baseUrl, problems);
	if (link === '') return '';
	const video = { size: file.size, open: async () => await openFile(context, file.data) };
	const read = async () => await findVideoProblems(video, options.characterOrientation);
	problems.push(...((await tryToRead(read, field, LABEL, problems)) ?? []));
	return link;
}

/** A signed link under which n8n serves the file without a login. */
function createLink(
	context: IExecuteFunctions,
	data: IBinaryData,
	baseUrl: string,
	problems: string[],
): string {
	let link: string;
	try {
		link = context.helpers.createBinarySignedUrl(data, LINK_LIFETIME);
	} catch {
		problems.push(
			'n8n cannot serve the video to Kling, because it keeps files in memory only: set N8N_DEFAULT_BINARY_DATA_MODE to "filesystem" or "database", or use a Video URL',
		);
		return '';
	}
	if (!isOutOfReach(link, baseUrl)) return link;
	problems.push(
		`Kling cannot fetch the video from n8n, because "${hostOf(link)}" is not on the Internet: set WEBHOOK_URL to the public address of n8n, or use a Video URL`,
	);
	return '';
}

async function openFile(
	context: IExecuteFunctions,
	data: IBinaryData,
): Promise<AsyncIterable<Buffer>> {
	// A link exists only for stored files, and these have an id.
	return (await context.helpers.getBinaryStream(data.id as string)) as AsyncIterable<Buffer>;
}

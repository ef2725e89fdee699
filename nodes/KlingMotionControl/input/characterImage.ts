import type { IExecuteFunctions } from 'n8n-workflow';
import { decodeBase64, describeNotBase64, encodeBase64 } from '../../../kling/media/base64';
import { findImageProblems, MAX_IMAGE_BYTES } from '../../../kling/media/image';
import { streamOf } from '../../../kling/media/mediaFile';
import { readBinaryFile, readWith, tryToRead } from './binaryFile';
import { readFileUrl } from './fileUrl';
import { asContent, atAddress, noMedia, type CheckedMedia } from './checkedMedia';
import { readParameterText } from './values';

/** What the API expects of an image. */
export interface ImageOptions {
	/** The base URL of the API. */
	baseUrl: string;
	/** The largest image that the API takes. */
	maxBytes?: number;
}

/**
 * Checks the character image and adds what is wrong to `problems`. The image loads as a URL or as
 * raw Base64.
 */
export async function readCharacterImage(
	context: IExecuteFunctions,
	itemIndex: number,
	{ baseUrl, maxBytes = MAX_IMAGE_BYTES }: ImageOptions,
	problems: string[],
): Promise<CheckedMedia> {
	const source = context.getNodeParameter('imageSource', itemIndex, 'url');
	if (source === 'binaryFile') return await readFromFile(context, itemIndex, maxBytes, problems);
	if (source === 'base64') return await readFromBase64(context, itemIndex, maxBytes, problems);
	const field = { parameter: 'imageUrl', label: 'Image URL', wanted: 'image' } as const;
	const { url, problems: found } = readFileUrl(context, itemIndex, field, baseUrl);
	problems.push(...found);
	return atAddress(url);
}

async function readFromFile(
	context: IExecuteFunctions,
	itemIndex: number,
	maxBytes: number,
	problems: string[],
): Promise<CheckedMedia> {
	const label = 'Image Input Field';
	const file = await readBinaryFile(context, itemIndex, 'imageBinaryField', label, problems);
	if (file === null) return noMedia;
	const find = async () => await findImageProblems(file, maxBytes);
	problems.push(...((await tryToRead(find, file.holder, problems)) ?? []));
	return asContent(async () => await readWith(file, encodeBase64));
}

async function readFromBase64(
	context: IExecuteFunctions,
	itemIndex: number,
	maxBytes: number,
	problems: string[],
): Promise<CheckedMedia> {
	const holder = 'Image Base64';
	const read = () => readParameterText(context, itemIndex, 'imageBase64');
	const bytes = decodeBase64(read(), maxBytes);
	if (bytes === null) {
		problems.push(describeNotBase64(holder, read(), maxBytes));
		return noMedia;
	}
	const open = async () => await Promise.resolve(streamOf(bytes));
	const file = { holder, name: '', size: bytes.length, open };
	problems.push(...(await findImageProblems(file, maxBytes)));
	// Decoded and encoded again, because Kling accepts neither a prefix nor line breaks (API §1).
	return asContent(async () => {
		const decoded = decodeBase64(read(), maxBytes) ?? Buffer.alloc(0);
		return await encodeBase64(streamOf(decoded), decoded.length);
	});
}

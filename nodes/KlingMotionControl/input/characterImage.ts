import type { IExecuteFunctions } from 'n8n-workflow';
import { decodeBase64 } from '../../../kling/media/base64';
import { findImageProblems, MAX_IMAGE_BYTES, tooLargeImage } from '../../../kling/media/image';
import { findUrlProblems } from '../../../kling/url';
import { readBinaryFile, tryToRead } from './binaryFile';
import { readText } from './values';

const LABEL = 'Image Input Field';

/** The character image as Kling wants it: a URL, or raw Base64. Whatever is wrong goes into `problems`. */
export async function readCharacterImage(
	context: IExecuteFunctions,
	itemIndex: number,
	baseUrl: string,
	problems: string[],
): Promise<string> {
	const source = context.getNodeParameter('imageSource', itemIndex, 'url');
	if (source === 'binaryFile') return await readFromBinaryFile(context, itemIndex, problems);
	if (source === 'base64') return readFromBase64(context, itemIndex, problems);
	const url = readText(context, itemIndex, 'imageUrl').trim();
	problems.push(...findUrlProblems('Image URL', url, baseUrl));
	return url;
}

async function readFromBinaryFile(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[],
): Promise<string> {
	const field = readText(context, itemIndex, 'imageBinaryField').trim();
	const file = await readBinaryFile(context, itemIndex, field, LABEL, problems);
	if (file === null) return '';
	if (file.size > MAX_IMAGE_BYTES) {
		// Before it is read into memory.
		problems.push(tooLargeImage(file.size));
		return '';
	}
	const read = async () => await context.helpers.getBinaryDataBuffer(itemIndex, field);
	const bytes = await tryToRead(read, field, LABEL, problems);
	if (bytes === null) return '';
	problems.push(...findImageProblems(bytes));
	return bytes.toString('base64');
}

function readFromBase64(context: IExecuteFunctions, itemIndex: number, problems: string[]): string {
	const text = readText(context, itemIndex, 'imageBase64');
	const bytes = decodeBase64(text);
	if (bytes === null) {
		const isEmpty = text.trim() === '';
		problems.push(
			isEmpty
				? 'Image Base64 is empty'
				: 'Image Base64 is not the Base64 text of an image of at most 10 MB',
		);
		return '';
	}
	problems.push(...findImageProblems(bytes));
	return bytes.toString('base64');
}

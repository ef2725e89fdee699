import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { streamOf, type MediaFile } from '../../../kling/media/mediaFile';
import { KlingError, rethrow } from '../../../kling/errors';
import { isObject } from '../../../kling/json';

const REPEAT = 'Run the workflow again from the node that makes the file.';

/** A file of an item, or of an earlier node. */
export interface BinaryFile extends MediaFile {
	data: IBinaryData;
}

/**
 * Finds the file that a parameter names, in any of n8n's ways: by a field of the item, by a path
 * under _Execution Logic v2_ (`_files.data`), or by an expression that gives the file itself
 * (`$('Node').item.binary.data`).
 *
 * @param label the parameter's name in the panel
 * @returns null when a problem was added
 */
export async function readBinaryFile(
	context: IExecuteFunctions,
	itemIndex: number,
	parameter: string,
	label: string,
	problems: string[],
): Promise<BinaryFile | null> {
	const value: unknown = context.getNodeParameter(parameter, itemIndex, '');
	const data = isFile(value) ? value : findFile(context, itemIndex, value);
	if (data === null) {
		problems.push(describeMissing(context, itemIndex, label, value));
		return null;
	}
	const holder = typeof value === 'string' ? `${label} "${value.trim()}"` : label;
	const file = {
		data,
		holder,
		name: data.fileName ?? '',
		open: async () => await open(context, data),
	};
	const size = await tryToRead(async () => await readSize(context, data), holder, problems);
	return size === null ? null : { ...file, size };
}

/**
 * Reads a file, for a request that is about to be sent.
 *
 * @throws KlingError (`input`) when n8n can no longer read it.
 */
export async function readWith<T>(
	file: BinaryFile,
	read: (chunks: AsyncIterable<Buffer>, size: number) => Promise<T>,
): Promise<T> {
	try {
		return await read(await file.open(), file.size);
	} catch {
		return rethrow(new KlingError(unreadable(file.holder), { kind: 'input', advice: REPEAT }));
	}
}

/**
 * The result of `read`; null when a problem was added, for example because n8n has deleted the
 * file.
 */
export async function tryToRead<T>(
	read: () => Promise<T>,
	holder: string,
	problems: string[],
): Promise<T | null> {
	try {
		return await read();
	} catch {
		problems.push(unreadable(holder));
		return null;
	}
}

function unreadable(holder: string): string {
	return `${holder} holds a file that n8n cannot read; it may have been deleted`;
}

/**
 * n8n's own test, repeated here because its helpers accept a file instead of a name only in
 * versions after 1.104.
 */
function isFile(value: unknown): value is IBinaryData {
	return isObject(value) && 'mimeType' in value && ('data' in value || 'id' in value);
}

/**
 * Finds a file by its name. Both paths are tried, because only n8n knows where the workflow keeps
 * its files.
 */
function findFile(
	context: IExecuteFunctions,
	itemIndex: number,
	value: unknown,
): IBinaryData | null {
	if (typeof value !== 'string' || value.trim() === '') return null;
	const name = value.trim();
	for (const path of [name, `_files.${name}`]) {
		try {
			return context.helpers.assertBinaryData(itemIndex, path);
		} catch {
			// Our own error says more: it lists the files that the item has.
		}
	}
	return null;
}

async function readSize(context: IExecuteFunctions, data: IBinaryData): Promise<number> {
	if (!data.id) return Buffer.byteLength(data.data, 'base64');
	return (await context.helpers.getBinaryMetadata(data.id)).fileSize;
}

async function open(context: IExecuteFunctions, data: IBinaryData): Promise<AsyncIterable<Buffer>> {
	if (!data.id) return streamOf(Buffer.from(data.data, 'base64'));
	return (await context.helpers.getBinaryStream(data.id)) as AsyncIterable<Buffer>;
}

function describeMissing(
	context: IExecuteFunctions,
	itemIndex: number,
	label: string,
	value: unknown,
): string {
	if (typeof value !== 'string') {
		return `${label} must be the name of a field that holds a file, or a file of an earlier node, such as {{ $('Node').item.binary.data }}, and not ${kindOf(value)}`;
	}
	const names = listFiles(context, itemIndex);
	const there =
		names.length === 0
			? 'it has no files at all; check the previous node'
			: `it has ${names.map((name) => `"${name}"`).join(', ')}`;
	return `${label} names "${value.trim()}", but the item has no such file: ${there}`;
}

function kindOf(value: unknown): string {
	if (value === null || value === undefined) return 'empty';
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The names of the item's files, in the form that the field accepts. */
function listFiles(context: IExecuteFunctions, itemIndex: number): string[] {
	const item = context.getInputData()[itemIndex];
	const combined = isObject(item?.json._files) ? Object.keys(item.json._files) : [];
	return [...Object.keys(item?.binary ?? {}), ...combined.map((name) => `_files.${name}`)];
}

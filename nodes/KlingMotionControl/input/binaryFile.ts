import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

/** A file of an item, and its size in bytes. */
export interface BinaryFile {
	data: IBinaryData;
	size: number;
}

/** The file in a binary field of an item, or null after a problem was added. */
export async function readBinaryFile(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
	label: string,
	problems: string[],
): Promise<BinaryFile | null> {
	const binary = context.getInputData()[itemIndex]?.binary ?? {};
	const data = binary[field];
	if (data === undefined) {
		problems.push(
			`${label}: the item has no file in the field "${field}". ${describeFields(binary)}`,
		);
		return null;
	}
	const size = await tryToRead(async () => await readSize(context, data), field, label, problems);
	return size === null ? null : { data, size };
}

/** What `read` finds in a file, or null after a problem was added, as when n8n has deleted the file. */
export async function tryToRead<T>(
	read: () => Promise<T>,
	field: string,
	label: string,
	problems: string[],
): Promise<T | null> {
	try {
		return await read();
	} catch {
		problems.push(`${label}: n8n cannot read the file in "${field}"; it may have been deleted`);
		return null;
	}
}

async function readSize(context: IExecuteFunctions, data: IBinaryData): Promise<number> {
	if (!data.id) return Buffer.byteLength(data.data, 'base64');
	return (await context.helpers.getBinaryMetadata(data.id)).fileSize;
}

function describeFields(binary: object): string {
	const names = Object.keys(binary);
	if (names.length === 0) return 'It has no files at all: check the node before';
	return `It has ${names.map((name) => `"${name}"`).join(', ')}`;
}

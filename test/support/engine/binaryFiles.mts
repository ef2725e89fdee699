import { readFile, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import type { IBinaryData } from 'n8n-workflow';
import { mediaPath } from '../servers/fileServer.mts';
import { binaryData } from './n8nCore.mts';

const LOCATION = { type: 'execution', workflowId: 'workflow', executionId: '0' } as const;

/** A sample file in the output of the previous node, stored on disk. */
export async function storedFile(name: string, mimeType?: string): Promise<IBinaryData> {
	return await storedBytes(await readFile(mediaPath(name)), name, mimeType);
}

/** Bytes in the output of the previous node, stored on disk. */
export async function storedBytes(
	bytes: Buffer,
	fileName: string,
	mimeType = 'application/octet-stream',
): Promise<IBinaryData> {
	return await binaryData.store(LOCATION, bytes, { fileName, mimeType, data: '' });
}

/** A sample file as n8n keeps it in memory. */
export async function fileInMemory(name: string): Promise<IBinaryData> {
	const data = await readFile(mediaPath(name), 'base64');
	return { fileName: name, fileExtension: extname(name), mimeType: 'image/png', data };
}

/** A sample file whose content is gone, although n8n still has its metadata. */
export async function lostFile(name: string): Promise<IBinaryData> {
	return await lostBytes(await readFile(mediaPath(name)), name);
}

/** Bytes that are gone, although n8n still has their metadata. */
export async function lostBytes(bytes: Buffer, fileName: string): Promise<IBinaryData> {
	const file = await storedBytes(bytes, fileName);
	await rm(pathOf(file));
	return file;
}

/** A sample file that n8n has deleted, as it deletes those of old executions. */
export async function deletedFile(name: string): Promise<IBinaryData> {
	const file = await storedFile(name);
	await binaryData.deleteMany([{ ...LOCATION }]);
	return file;
}

/** The bytes of a file in a node's output. */
export async function bytesOf(file: IBinaryData | undefined): Promise<Buffer> {
	if (!file) throw new Error('There is no file');
	return await binaryData.getAsBuffer(file);
}

function pathOf({ id = '' }: IBinaryData): string {
	return binaryData.getPath(id);
}

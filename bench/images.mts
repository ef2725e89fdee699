import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Credential, NewWorkflow } from '../n8n-runtime/client.mts';
import { mediaPath } from '../test/support/servers/fileServer.mts';
import { startWebServer } from '../test/support/servers/webServer.mts';
import { chain, code, fetchFile, kling, manualTrigger } from '../test/support/n8n/workflow.mts';
import { median, rounded } from './markdown.mts';
import { forgetPeak, memoryAtRest, peakMemory } from './memory.mts';
import { createCredential, runWorkflow, type Workbench } from './workbench.mts';

const IMAGES = 200;
const IMAGE_BYTES = 10_000_000;
const REPETITIONS = 3;
/** The last chunk of each PNG. */
const END_BYTES = 12;

/** Measures how much memory n8n needs for sending many large images. */
export async function measureImages(workbench: Workbench): Promise<string> {
	const image = largeImage();
	const files = await startWebServer((_request, response) => {
		response.writeHead(200, { 'content-type': 'image/png' }).end(image);
	});
	const account = await startAccount();
	try {
		const credential = await createCredential(workbench, { baseUrl: account.origin });
		const peaks: number[] = [];
		for (let repetition = 0; repetition < REPETITIONS; repetition++) {
			await workbench.n8n.restart();
			await runWorkflow(workbench, sendImages(files.origin, credential, 1));
			const atRest = await memoryAtRest(workbench.n8n.pid);
			forgetPeak(workbench.n8n.pid);
			await runWorkflow(workbench, sendImages(files.origin, credential, IMAGES));
			peaks.push(peakMemory(workbench.n8n.pid) - atRest);
			if (account.takeCount() !== IMAGES + 1) throw new Error('Not all images were sent');
		}
		const each = peaks.map((peak) => rounded(peak, 0)).join(', ');
		return `${IMAGES} items with an image of ${IMAGE_BYTES / 1e6} MB each from n8n's binary data, sent to Kling as Base64 by Create in one execution. n8n's peak (resident set) above rest: **${rounded(median(peaks), 0)} MB** (median; each run in a fresh n8n: ${each}).`;
	} finally {
		await Promise.all([account.close(), files.close()]);
	}
}

/** Nodes that fetch the image once and give it to each item. */
function sendImages(origin: string, credential: Credential, count: number): NewWorkflow {
	const copies = code(`return Array.from({ length: ${count} }, () => ({ ...$input.first() }));`);
	const node = kling(credential, {
		operation: 'create',
		imageSource: 'binaryFile',
		imageBinaryField: 'data',
		videoUrl: 'http://127.0.0.1/reference.mp4',
	});
	return chain(manualTrigger(), fetchFile(`${origin}/image.png`), copies, node);
}

/** Makes a task of each request without a look at it: the emulator would be slower than the node. */
async function startAccount() {
	let count = 0;
	const server = await startWebServer((request, response) => {
		request.resume().on('end', () => {
			const data = {
				task_id: String(850_000_000_000_000_000n + BigInt(count++)),
				task_status: 'submitted',
			};
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ code: 0, message: 'SUCCEED', request_id: 'request', data }));
		});
	});
	/** How many tasks there are since the last call. */
	const takeCount = () => {
		const taken = count;
		count = 0;
		return taken;
	};
	return { ...server, takeCount };
}

/** A sample image that is padded with a private chunk. */
function largeImage(): Buffer {
	const image = readFileSync(mediaPath('character.png'));
	const end = image.length - END_BYTES;
	const data = Buffer.alloc(IMAGE_BYTES - image.length - END_BYTES);
	const typed = Buffer.concat([Buffer.from('paDd'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(crc32(typed));
	return Buffer.concat([image.subarray(0, end), length, typed, checksum, image.subarray(end)]);
}

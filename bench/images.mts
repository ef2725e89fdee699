import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { startEmulator, type Emulator } from '../emulator/server.mts';
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
	const emulator = await startEmulator({ checkMedia: false, jobDurationMs: 0, quota: 10 * IMAGES });
	try {
		const credential = await createCredential(workbench, emulator);
		const peaks: number[] = [];
		for (let repetition = 0; repetition < REPETITIONS; repetition++) {
			await workbench.n8n.restart();
			await runWorkflow(workbench, sendImages(files.origin, credential, 1));
			const atRest = await memoryAtRest(workbench.n8n.pid);
			forgetPeak(workbench.n8n.pid);
			await runWorkflow(workbench, sendImages(files.origin, credential, IMAGES));
			peaks.push(peakMemory(workbench.n8n.pid) - atRest);
			assertCharges(emulator);
		}
		const each = peaks.map((peak) => rounded(peak, 0)).join(', ');
		return `${IMAGES} items with an image of ${IMAGE_BYTES / 1e6} MB each from n8n's binary data, sent to Kling as Base64 by Create in one execution. n8n's peak (resident set) above rest: **${rounded(median(peaks), 0)} MB** (median; each run in a fresh n8n: ${each}).`;
	} finally {
		await Promise.all([emulator.close(), files.close()]);
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

function assertCharges(emulator: Emulator): void {
	const { charges } = emulator.counts;
	if (charges !== IMAGES + 1) throw new Error(`${charges} tasks, not ${IMAGES + 1}`);
	emulator.reset();
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

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../test/support/browser/chromium.mjs';

const TYPES = {
	'recorded.webm': 'video/webm',
	'recorded-h264.mp4': 'video/mp4;codecs=avc1.42E01E',
	'recorded-vp9.mp4': 'video/mp4;codecs=vp9',
	'recorded-av1.mp4': 'video/mp4;codecs=av01.0.04M.08',
};

/**
 * Records four seconds of a canvas with a browser's MediaRecorder, in each container that it
 * supports.
 */
export async function record(folder: string): Promise<void> {
	const browser = await chromium.launch({
		executablePath: findChromium() ?? undefined,
		args: ['--no-sandbox', '--disable-gpu'],
	});
	try {
		for (const [name, mimeType] of Object.entries(TYPES)) {
			// A page of its own, because a browser draws only the active page.
			const page = await browser.newPage();
			const base64 = await page.evaluate<string | null>(`(${RECORD})('${mimeType}')`);
			if (base64 === '') throw new Error(`${name} is empty`);
			if (base64 !== null) await writeFile(join(folder, name), base64, 'base64');
			await page.close();
		}
	} finally {
		await browser.close();
	}
}

/** Text, because it runs in the page, and this project has no types for browsers. */
const RECORD = `async (mimeType) => {
	if (!MediaRecorder.isTypeSupported(mimeType)) return null;
	const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 640 });
	const pen = canvas.getContext('2d');
	let frame = 0;
	const draw = setInterval(() => {
		pen.fillStyle = 'hsl(' + (frame++ * 9) + ' 80% 50%)';
		pen.fillRect(0, 0, 480, 640);
	}, 40);
	const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType });
	const parts = [];
	recorder.ondataavailable = ({ data }) => parts.push(data);
	recorder.start(500);
	await new Promise((resolve) => setTimeout(resolve, 4000));
	const stopped = new Promise((resolve) => (recorder.onstop = resolve));
	recorder.stop();
	await stopped;
	clearInterval(draw);
	const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
	let text = '';
	for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
	return btoa(text);
}`;

/**
 * Draws the sample image, films the sample videos, and makes the moving pictures of the README:
 * `npx tsx examples/media/source/generate.mts`.
 * Needs a Chromium (CHROMIUM_PATH, or /usr/bin/chromium) and ffmpeg.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { renderBeat } from './beat.mts';
import { poseAt } from './dance.mts';
import { placeBody, type Joints, type Placement } from './skeleton.mts';

const FRAMES_PER_SECOND = 25;
/** Options for a video that plays everywhere, and starts before it is completely loaded. */
const VIDEO_OPTIONS =
	'-c:v libx264 -profile:v baseline -pix_fmt yuv420p -crf 28 -preset veryslow -c:a aac -b:a 48k -shortest -movflags +faststart -map_metadata -1';
const PICTURE_OPTIONS =
	'-vf fps=12.5,scale=-2:360 -c:v libwebp_anim -quality 60 -compression_level 6 -loop 0 -an';

interface Stage {
	width: number;
	height: number;
	/** File name of the drawing that moves. */
	figure: string;
	/** File name of a drawing that replaces the figure's own background. */
	scene?: string;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const output = (name: string) => join(folder, '..', name);
const picture = (name: string) => join(folder, '../../../docs/images', name);
const character: Stage = { width: 768, height: 1024, figure: 'character.svg' };
const reference: Stage = { width: 720, height: 1280, figure: 'dancer.svg' };
const result: Stage = { width: 720, height: 960, figure: 'character.svg', scene: 'beach.svg' };

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu'],
});
const sound = join(await mkdtemp(join(tmpdir(), 'beat-')), 'beat.wav');
try {
	await writeFile(sound, renderBeat(5.04));
	const page = await openStage(browser, character);
	await page.screenshot({ path: output('character.png') });
	await film(browser, reference, 125, 'reference.mp4');
	await film(browser, result, 126, 'result.mp4');
	await shrink('reference.mp4', 'reference.webp');
	await shrink('result.mp4', 'result.webp');
} finally {
	await browser.close();
	await rm(join(sound, '..'), { recursive: true });
}

async function openStage(browser: Browser, stage: Stage): Promise<Page> {
	const { width, height, figure, scene } = stage;
	const read = async (name: string) => await readFile(join(folder, name), 'utf8');
	const page = await browser.newPage({ viewport: { width, height } });
	await page.setContent(`
		<style>
			body { margin: 0 }
			svg { position: absolute; width: 100%; height: 100% }
			${scene ? '#background { display: none }' : ''}
		</style>
		${scene ? await read(scene) : ''}
		${await read(figure)}`);
	return page;
}

async function film(
	browser: Browser,
	stage: Stage,
	frames: number,
	fileName: string,
): Promise<void> {
	const page = await openStage(browser, stage);
	const joints = await readJoints(page);
	const pictures = `-f image2pipe -framerate ${FRAMES_PER_SECOND} -i -`;
	const encoder = startFfmpeg(pictures, sound, VIDEO_OPTIONS, output(fileName));
	for (let frame = 0; frame < frames; frame++) {
		await place(page, placeBody(joints, poseAt(frame / FRAMES_PER_SECOND)));
		if (!encoder.stdin.write(await page.screenshot())) await once(encoder.stdin, 'drain');
	}
	await finish(encoder);
}

/**
 * Makes a small copy without sound. The dance repeats after four seconds, so the copy is a seamless
 * loop.
 */
async function shrink(video: string, fileName: string): Promise<void> {
	await finish(startFfmpeg('-t 4', output(video), PICTURE_OPTIONS, picture(fileName)));
}

function startFfmpeg(inputOptions: string, input: string, outputOptions: string, file: string) {
	const words = [...`-y -v error ${inputOptions} -i`.split(' '), input];
	return spawn('ffmpeg', [...words, ...outputOptions.split(' '), file], {
		stdio: ['pipe', 'inherit', 'inherit'],
	});
}

async function finish(encoder: ReturnType<typeof startFfmpeg>): Promise<void> {
	encoder.stdin.end();
	const [code] = (await once(encoder, 'close')) as [number | null];
	if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}

async function readJoints(page: Page): Promise<Joints> {
	return await page.evaluate(() => {
		const parts = document.querySelectorAll('#figure [id]');
		const entries = Array.from(parts, (part) => {
			const [x = 0, y = 0] = getComputedStyle(part).transformOrigin.split(' ').map(parseFloat);
			return [part.id, { x, y }];
		});
		return Object.fromEntries(entries) as Joints;
	});
}

async function place(page: Page, placement: Placement): Promise<void> {
	await page.evaluate(({ shift, rotations }) => {
		const figure = document.querySelector<SVGElement>('#figure');
		if (figure) figure.style.translate = `${shift.x}px ${shift.y}px`;
		for (const [id, degrees] of Object.entries(rotations)) {
			const part = document.querySelector<SVGElement>(`#${id}`);
			if (part) part.style.rotate = `${degrees}deg`;
		}
	}, placement);
}

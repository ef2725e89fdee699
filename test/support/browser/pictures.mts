import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';

const ROOT = new URL('../../../', import.meta.url);
/** Limited, because the pictures are in the repository and are loaded with its pages. */
const MAX_BYTES = 200_000;
const MAX_TOUR_BYTES = 2_000_000;
/** Notifications, which would cover something. */
const HIDDEN = '.el-notification { display: none }';
/** Buttons that show a spinner instead of their text, or are about to. */
const BUSY = '[aria-busy="true"], [class*="n8n-button-fade"]';

export type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

/**
 * Whether to replace the pictures of the documentation. Otherwise they go to the test's results.
 */
const isUpdate = process.env.UPDATE_PICTURES === '1';

/**
 * Takes a picture for the documentation, in the light and in the dark theme, once nothing is
 * loading.
 *
 * @param area the part that matters
 */
export async function takePicture(page: Page, name: string, area: Locator | Box): Promise<void> {
	await page.locator(BUSY).first().waitFor({ state: 'hidden' });
	await takePictureNow(page, name, area);
}

/** Takes a picture without waiting, while an execution is running, which shows spinners. */
export async function takePictureNow(page: Page, name: string, area: Locator | Box): Promise<void> {
	for (const theme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme: theme });
		const image = await page.screenshot({
			path: await pathOf(theme === 'light' ? `${name}.png` : `${name}-dark.png`),
			clip: 'x' in area ? area : await boxOf(area),
			animations: 'disabled',
			style: HIDDEN,
		});
		assertSize(name, image.length, MAX_BYTES);
	}
	await page.emulateMedia({ colorScheme: 'light' });
}

/**
 * The position of an element.
 *
 * @param height pixels from its upper edge, if the rest is empty
 */
export async function boxOf(area: Locator, height = Infinity): Promise<Box> {
	const box = await area.boundingBox();
	if (!box) throw new Error('There is nothing to take a picture of');
	return { ...box, height: Math.min(box.height, height) };
}

async function pathOf(name: string): Promise<string> {
	const folder = new URL(isUpdate ? 'docs/images/' : 'test-results/', ROOT);
	await mkdir(folder, { recursive: true });
	return fileURLToPath(new URL(name, folder));
}

function assertSize(name: string, bytes: number, most: number): void {
	if (isUpdate && bytes > most) throw new Error(`${name} has ${bytes} bytes, more than ${most}`);
}

/** Records what happens on a page as a moving picture. */
export class Recorder {
	private readonly frames: Array<{ file: string; seconds: number }> = [];

	private constructor(
		private readonly page: Page,
		private readonly folder: string,
	) {}

	static async start(page: Page): Promise<Recorder> {
		return new Recorder(page, await mkdtemp(join(tmpdir(), 'recording-')));
	}

	/** Adds the current view. */
	async show(seconds: number): Promise<void> {
		const file = join(this.folder, `${this.frames.length}.png`);
		await this.page.screenshot({ path: file, animations: 'disabled', style: HIDDEN });
		this.frames.push({ file, seconds });
	}

	/** Types as a person does, with a picture in the middle. */
	async type(field: Locator, text: string): Promise<void> {
		await field.fill(text.slice(0, Math.ceil(text.length / 2)));
		await this.show(0.2);
		await field.fill(text);
		await this.show(0.6);
	}

	/**
	 * Makes the moving picture if the pictures of the documentation are to be replaced. Needs ffmpeg.
	 */
	async finish(name: string, width: number): Promise<void> {
		try {
			if (isUpdate) await this.encode(`${name}.webp`, width);
		} finally {
			await rm(this.folder, { recursive: true });
		}
	}

	private async encode(name: string, width: number): Promise<void> {
		const list = join(this.folder, 'frames.txt');
		const lines = this.frames.map(({ file, seconds }) => `file '${file}'\nduration ${seconds}\n`);
		await writeFile(list, lines.join(''));
		const path = await pathOf(name);
		const input = ['-y', '-f', 'concat', '-safe', '0', '-i', list];
		const codec = [
			'-c:v',
			'libwebp_anim',
			'-quality',
			'60',
			'-compression_level',
			'6',
			'-loop',
			'0',
		];
		const rate = ['-vf', `scale=${width}:-1:flags=lanczos`, '-fps_mode', 'vfr'];
		await promisify(execFile)('ffmpeg', [...input, ...rate, ...codec, path]);
		const { size } = await stat(path);
		assertSize(name, size, MAX_TOUR_BYTES);
	}
}

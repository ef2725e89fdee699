import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import {
	chromium,
	type Browser,
	type BrowserContext,
	type Locator,
	type Page,
} from 'playwright-core';
import { OWNER } from '../../../n8n-runtime/client.mts';
import { byTestId } from './locators.mts';
import { CHROMIUM_MISSING, findChromium } from './chromium.mjs';
import { useStage, type Stage, type StageOptions } from '../n8n/useStage.mts';

const ROOT = new URL('../../../', import.meta.url);
const STARTED_WITHIN_MS = 120_000;
/** The editor is 20 MB of scripts, and the machine may be a small one. */
const ACTION_TIMEOUT_MS = 45_000;
const SIZE = { width: 1400, height: 875 };
/** Screenshots lie in the repository and are loaded with the README. */
const MAX_SCREENSHOT_BYTES = 200_000;
/** Messages that go by themselves would be in the way. */
const HIDDEN = '.el-notification { display: none }';

/** Buttons that show a spinner in place of their text, or are about to. */
const BUSY = '[aria-busy="true"], [class*="n8n-button-fade"]';

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

/** A real browser in which a real n8n is open. */
export interface BrowserTest {
	readonly stage: Stage;
	/** A new one for each test, signed in. */
	readonly page: Page;
}

/** Sets a stage up for the tests of a file, and signs in. */
export function useBrowser(options: StageOptions = {}): BrowserTest {
	const getStage = useStage(options);
	let browser: Browser | undefined;
	let context: BrowserContext;
	let page: Page | undefined;

	beforeAll(async () => {
		browser = await launch();
		context = await browser.newContext({ viewport: SIZE });
		context.setDefaultTimeout(ACTION_TIMEOUT_MS);
		await signIn(context, getStage().n8n.origin);
	}, STARTED_WITHIN_MS);
	beforeEach(async () => {
		page = await context.newPage();
	});
	afterEach(async () => await page?.close());
	afterAll(async () => await browser?.close());

	return {
		get stage() {
			return getStage();
		},
		get page() {
			if (!page) throw new Error('The page is there in tests only');
			return page;
		},
	};
}

/**
 * Keeps what is seen when nothing is going on any more: in the documentation when UPDATE_SCREENSHOTS is
 * set, else with the test's results.
 *
 * @param clip the part that matters; all without it
 */
export async function takeScreenshot(page: Page, name: string, clip?: Box): Promise<void> {
	await page.locator(BUSY).first().waitFor({ state: 'hidden' });
	await takeScreenshotNow(page, name, clip);
}

/** The same while an execution goes on, which spinners tell of. */
export async function takeScreenshotNow(page: Page, name: string, clip?: Box): Promise<void> {
	const isUpdate = process.env.UPDATE_SCREENSHOTS === '1';
	const folder = new URL(isUpdate ? 'docs/images/' : 'test-results/', ROOT);
	await mkdir(folder, { recursive: true });
	const image = await page.screenshot({
		path: fileURLToPath(new URL(`${name}.png`, folder)),
		clip,
		animations: 'disabled',
		style: HIDDEN,
	});
	if (isUpdate && image.length > MAX_SCREENSHOT_BYTES) {
		throw new Error(`${name}.png has ${image.length} bytes, more than ${MAX_SCREENSHOT_BYTES}`);
	}
}

async function launch(): Promise<Browser> {
	const executablePath = findChromium();
	if (executablePath === null) throw new Error(CHROMIUM_MISSING);
	return await chromium.launch({
		executablePath,
		// Without a sandbox, because in a container we may be root; it opens nothing but our own n8n.
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

async function signIn(context: BrowserContext, origin: string): Promise<void> {
	const page = await context.newPage();
	await page.goto(`${origin}/signin`);
	await page.fill('input[name=emailOrLdapLoginId]', OWNER.email);
	await page.fill('input[name=password]', OWNER.password);
	await byTestId(page, 'form-submit-button').click();
	await page.waitForURL(/home/);
	await page.close();
}

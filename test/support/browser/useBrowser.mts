import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { OWNER } from '../../../n8n-runtime/client.mts';
import { byTestId } from './locators.mts';
import { CHROMIUM_MISSING, findChromium } from './chromium.mjs';
import { useStage, type Stage, type StageOptions } from '../n8n/useStage.mts';

const STARTED_WITHIN_MS = 120_000;
/** Long, because the editor has 20 MB of scripts, and the machine may be slow. */
const ACTION_TIMEOUT_MS = 45_000;
const SIZE = { width: 1400, height: 875 };

/** A real browser with a real n8n. */
export interface BrowserTest {
	readonly stage: Stage;
	/** A new page for each test, signed in. */
	readonly page: Page;
}

/** Sets up a stage for the tests of a file, and signs in. */
export function useBrowser(options: StageOptions = {}): BrowserTest {
	const getStage = useStage({ ...options, editor: true });
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

async function launch(): Promise<Browser> {
	const executablePath = findChromium();
	if (executablePath === null) throw new Error(CHROMIUM_MISSING);
	return await chromium.launch({
		executablePath,
		// Without a sandbox, which doesn't work for root in a container. It opens only our own n8n.
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

import type { Locator, Page } from 'playwright-core';

/** Elements by the name that n8n's own tests use. */
export function byTestId(root: Page | Locator, id: string): Locator {
	return root.locator(`[data-test-id="${id}"]`);
}

/** Chooses an entry of the list that has just opened. */
export async function chooseOption(page: Page, name: string): Promise<void> {
	const text = page.getByText(name, { exact: true });
	await page.getByRole('option').filter({ has: text }).click();
}

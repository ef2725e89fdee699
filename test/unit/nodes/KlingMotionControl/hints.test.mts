import { describe, expect, it } from '@jest/globals';
import type { IDataObject, IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import { addResultHint } from '../../../../nodes/KlingMotionControl/hints';

/** What the output panel says of these items. */
function hintOf(...jsons: IDataObject[]): string {
	const messages: string[] = [];
	const context = { addExecutionHints: ({ message }: NodeExecutionHint) => messages.push(message) };
	addResultHint(
		context as unknown as IExecuteFunctions,
		jsons.map((json) => ({ json })),
	);
	return messages.join();
}

const items = [{ json: { units_charged: 2.5, expires_at: '2026-12-27T01:00:00.000Z' } }];

describe('the hint after a run', () => {
	it('says what the video cost, and how long its link works', () => {
		const hints: NodeExecutionHint[] = [];
		const context = { addExecutionHints: (hint: NodeExecutionHint) => hints.push(hint) };
		addResultHint(context as unknown as IExecuteFunctions, items);
		expect(hints).toEqual([
			{
				message:
					'This video cost <b>2.5 units</b>. The link works until <b>2026-12-27</b>; then Kling deletes the video.',
				location: 'outputPane',
			},
		]);
	});

	it('tells the sum for several videos', () => {
		expect(hintOf({ units_charged: 0.1 }, { units_charged: 0.2 })).toBe(
			'These videos cost <b>0.3 units</b>.',
		);
	});

	it('tells the amount of money where the account pays so', () => {
		const paid = { units_charged: null, money_charged: 0.35, currency: 'USD' };
		expect(hintOf(paid)).toBe('This video cost <b>0.35 USD</b>.');
	});

	it('tells the amount of money where the host names no currency', () => {
		expect(hintOf({ money_charged: 0.35, currency: null })).toBe(
			'This video cost <b>0.35 of the account’s balance</b>.',
		);
	});

	it('is left out when n8n accepts none, as in an agent’s tool in 1.104, but the video is not', () => {
		expect(() => addResultHint({} as IExecuteFunctions, items)).not.toThrow();
	});
});

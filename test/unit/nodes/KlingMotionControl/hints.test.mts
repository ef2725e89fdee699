import { describe, expect, it } from '@jest/globals';
import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import { addResultHint } from '../../../../nodes/KlingMotionControl/hints';

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

	it('is left out when n8n accepts none, as in an agent’s tool in 1.104, but the video is not', () => {
		expect(() => addResultHint({} as IExecuteFunctions, items)).not.toThrow();
	});
});

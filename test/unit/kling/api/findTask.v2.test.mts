import { describe, expect, it } from '@jest/globals';
import { findTask } from '../../../../kling/api/parseTask';

describe('the status of a task of API 2.0 (API §8)', () => {
	it.each([
		['submitted', 'submitted'],
		['processing', 'processing'],
		['succeeded', 'succeed'],
		['failed', 'failed'],
	])('%s is %s', (word, status) => {
		expect(findTask({ code: 0, data: { id: '1', status: word } })?.status).toBe(status);
	});
});

describe('the task of API 2.0', () => {
	const task = {
		id: '850100200300400500',
		status: 'succeeded',
		message: '',
		create_time: 1781080778802,
		update_time: 1781080794151,
		external_id: 'mine',
		outputs: [
			{ type: 'image', id: 'i', url: 'https://a.example/i.png' },
			{
				type: 'video',
				id: 'v',
				url: 'https://a.example/v.mp4',
				watermark_url: '',
				duration: '5.041',
			},
		],
		billing: [
			{ charge_type: 'unit', amount: '2.5', package_type: 'video' },
			{ charge_type: 'cash', amount: '0.35', currency: 'USD', list_price: '0.4' },
		],
	};

	it('is the same as one of V1', () => {
		expect(findTask({ code: 0, data: task })).toMatchObject({
			id: '850100200300400500',
			status: 'succeed',
			externalId: 'mine',
			videos: [{ id: 'v', url: 'https://a.example/v.mp4', duration: 5.041, watermarkUrl: null }],
			unitsCharged: 2.5,
			moneyCharged: 0.35,
			currency: 'USD',
			createdAt: 1781080778802,
			updatedAt: 1781080794151,
			expiresAt: 1781080794151 + 30 * 86_400_000,
		});
	});

	it('has the link of a watermarked copy beside the other', () => {
		const outputs = [
			{ type: 'video', url: 'https://a.example/1', watermark_url: 'https://a.example/2' },
		];
		expect(findTask({ data: { ...task, outputs } })?.videos).toEqual([
			{ id: null, url: 'https://a.example/1', duration: null, watermarkUrl: 'https://a.example/2' },
		]);
	});

	it('has neither outputs nor a bill while it runs', () => {
		const running = { ...task, status: 'processing', outputs: [], billing: [] };
		expect(findTask({ code: 0, data: running })).toMatchObject({
			videos: [],
			unitsCharged: null,
			moneyCharged: null,
			expiresAt: null,
		});
	});

	it('has its reason in message when it has failed', () => {
		const failed = { id: '1', status: 'failed', message: 'Image pixel is invalid' };
		expect(findTask({ code: 0, data: failed })).toMatchObject({
			status: 'failed',
			statusMessage: 'Image pixel is invalid',
		});
	});
});

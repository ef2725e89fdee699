import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFailed, isFinal, isNamedBy, type KlingTask } from '../../../../kling/task';
import { parseTask } from '../../../../kling/api/parseTask';
import { simplifyTask } from '../../../../nodes/common/simplifiedTask';
import { finishedTask, taskData } from '../../../support/kling/fakeApi.mts';

/** The example of API §2. */
const EXAMPLE = {
	task_id: 'task_123456',
	task_status: 'succeed',
	task_status_msg: 'success',
	task_info: { external_task_id: 'custom_id_123' },
	task_result: { videos: [{ id: 'vid_123', url: 'https://example.com/video.mp4', duration: '5' }] },
	created_at: 1722769557708,
	updated_at: 1722769557709,
};

describe('parseTask', () => {
	it('reads the documented task', () => {
		expect(parseTask(EXAMPLE)).toEqual({
			id: 'task_123456',
			status: 'succeed',
			statusText: 'succeed',
			statusMessage: 'success',
			externalId: 'custom_id_123',
			videos: [
				{ id: 'vid_123', url: 'https://example.com/video.mp4', duration: 5, watermarkUrl: null },
			],
			unitsCharged: null,
			moneyCharged: null,
			currency: null,
			createdAt: 1722769557708,
			updatedAt: 1722769557709,
			expiresAt: 1725361557709,
			requestId: null,
			raw: EXAMPLE,
		});
	});

	it('reads the watermarked copy', () => {
		const videos = [{ url: 'https://a.example/1.mp4', watermark_url: 'https://a.example/2.mp4' }];
		const task = parse(taskData({ task_result: { videos } }));
		expect(task.videos[0]?.watermarkUrl).toBe('https://a.example/2.mp4');
	});

	it('reads an external id at the top level', () => {
		expect(parse(taskData({ external_task_id: 'mine' })).externalId).toBe('mine');
	});

	it('leaves the query string of a video’s URL as it is', () => {
		const url = `https://a.example/v.mp4?sig=${'a%2Fb+c=='.repeat(500)}&x=%20#t`;
		expect(parse(taskData({ task_result: { videos: [{ url }] } })).videos[0]?.url).toBe(url);
	});

	it('skips videos that have no URL', () => {
		const videos = [{ id: 'none' }, null, 'text', { url: '' }, { url: 'https://a.example/v.mp4' }];
		expect(parse(taskData({ task_result: { videos } })).videos).toHaveLength(1);
	});

	it('keeps an unknown status, which is not final', () => {
		const task = parse(taskData({ task_status: 'Dreaming' }));
		expect({ text: task.statusText, final: isFinal(task) }).toEqual({
			text: 'Dreaming',
			final: false,
		});
	});

	it.each([
		['nothing', null],
		['a text', 'task'],
		['a list', [EXAMPLE]],
		['no id', { task_status: 'succeed' }],
		['no status', { task_id: 'task-1' }],
		['an empty id', { task_id: ' ', task_status: 'succeed' }],
	])('finds no task in %s', (_what, value) => {
		expect(parseTask(value)).toBeNull();
	});

	it('reads any value without a crash, with text as id and status', () => {
		const keys = [...Object.keys(EXAMPLE), 'videos', 'url', 'id', 'status', 'external_task_id'];
		const value = fc.anything({ key: fc.constantFrom(...keys), maxDepth: 4 });
		fc.assert(
			fc.property(value, value, value, (info, result, id) => {
				const fields = { ...EXAMPLE, task_info: info, task_result: result };
				const task = parseTask({ ...fields, task_id: id });
				if (task === null) return;
				expect([typeof task.id, typeof task.status]).toEqual(['string', 'string']);
				expect(() => JSON.stringify(simplifyTask(task))).not.toThrow();
			}),
		);
	});
});

describe('the status', () => {
	it.each([
		['submitted', false, false],
		['processing', false, false],
		['succeed', true, false],
		['failed', true, true],
	])('%s: final %p, failed %p', (status, final, failed) => {
		const task = parse(taskData({ task_status: status }));
		expect([isFinal(task), isFailed(task)]).toEqual([final, failed]);
	});
});

describe('isNamedBy', () => {
	const task = parse(EXAMPLE);

	it.each(['task_123456', 'custom_id_123'])('accepts %s', (id) => {
		expect(isNamedBy(task, id)).toBe(true);
	});

	it('refuses another id', () => expect(isNamedBy(task, 'task_1')).toBe(false));
});

describe('simplifyTask', () => {
	it('flattens a finished task', () => {
		expect(simplifyTask(parse(EXAMPLE))).toEqual({
			video_url: 'https://example.com/video.mp4',
			duration: 5,
			task_status: 'succeed',
			task_status_msg: 'success',
			task_id: 'task_123456',
			external_task_id: 'custom_id_123',
			units_charged: null,
			expires_at: '2024-09-03T11:05:57.709Z',
			created_at: '2024-08-04T11:05:57.708Z',
			updated_at: '2024-08-04T11:05:57.709Z',
		});
	});

	it('has the same keys for a task that has just begun, with null where nothing is known', () => {
		expect(simplifyTask(parse(taskData()))).toEqual({
			video_url: null,
			duration: null,
			task_status: 'submitted',
			task_status_msg: null,
			task_id: 'task-1',
			external_task_id: null,
			units_charged: null,
			expires_at: null,
			created_at: null,
			updated_at: null,
		});
	});

	it('shows what was paid in units', () => {
		const task = parse({ ...finishedTask(), final_unit_deduction: '2.5' });
		expect(simplifyTask(task).units_charged).toBe(2.5);
	});

	it('shows what was paid in money, if it was', () => {
		const billing = [{ charge_type: 'cash', amount: '0.35', currency: 'USD' }];
		expect(simplifyTask(parse({ ...finishedTask(), billing }))).toMatchObject({
			units_charged: null,
			money_charged: 0.35,
			currency: 'USD',
		});
	});

	it('adds the watermarked copy if there is one', () => {
		const videos = [{ url: 'https://a.example/1.mp4', watermark_url: 'https://a.example/2.mp4' }];
		const simple = simplifyTask(parse(taskData({ task_result: { videos } })));
		expect(simple.videos).toEqual([
			{
				id: null,
				url: 'https://a.example/1.mp4',
				duration: null,
				watermark_url: 'https://a.example/2.mp4',
			},
		]);
	});

	it('lists the videos if a task has several', () => {
		const videos = [{ url: 'https://a.example/1.mp4' }, { url: 'https://a.example/2.mp4' }];
		const simple = simplifyTask(parse(taskData({ task_result: { videos } })));
		expect(simple.videos?.map(({ url }) => url)).toEqual(videos.map(({ url }) => url));
	});

	it('has no time when Kling gives an impossible one', () => {
		expect(simplifyTask(parse({ ...finishedTask(), created_at: 1e300 })).created_at).toBeNull();
	});
});

function parse(value: unknown): KlingTask {
	const task = parseTask(value);
	if (task === null) throw new Error('This is not read as a task');
	return task;
}

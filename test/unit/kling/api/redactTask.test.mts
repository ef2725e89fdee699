import { describe, expect, it } from '@jest/globals';
import { signToken } from '../../../../kling/api/credential';
import { parseTask } from '../../../../kling/api/parseTask';
import { createRedact, redactTask } from '../../../../kling/api/redaction';
import type { JsonObject } from '../../../../kling/json';
import type { KlingTask } from '../../../../kling/task';

describe('a task', () => {
	const redact = createRedact(['s3cret']);
	const known = parseTask({ task_id: '1', task_status: 'processing' }) as KlingTask;
	const redactRaw = (raw: JsonObject) => redactTask({ ...known, raw }, redact).raw;

	it('shows no secret in its raw data, at any depth and in the names of fields', () => {
		const object = { a: 'x s3cret', list: [{ s3cret: 's3cret' }, 's3cret'], n: 1, nothing: null };
		expect(redactRaw(object)).toEqual({
			a: 'x ***',
			list: [{ '***': '***' }, '***'],
			n: 1,
			nothing: null,
		});
	});

	it('keeps signed links, because they work only unchanged', () => {
		const token = signToken('access-key', 'secret-key', 0);
		const url = `https://cdn.example.com/video.mp4?token=${token}`;
		const video = { id: '1', url, duration: 5, watermarkUrl: url };
		const task = { ...known, videos: [video], raw: { url } };
		expect(redactTask(task, redact)).toMatchObject({ videos: [video], raw: { url } });
	});

	it('shows no known secret in a link', () => {
		const url = 'https://cdn.example.com/video.mp4?token=s3cret';
		const masked = 'https://cdn.example.com/video.mp4?token=***';
		const video = { id: null, url, duration: null, watermarkUrl: url };
		const task = { ...known, videos: [video], raw: { url } };
		expect(redactTask(task, redact)).toMatchObject({
			videos: [{ url: masked, watermarkUrl: masked }],
			raw: { url: masked },
		});
	});

	it('has lines for texts', () => {
		const texts = {
			id: 'a\nb',
			statusText: 'c\nd',
			statusMessage: 'e\nf',
			externalId: 'g\nh',
			currency: 'i\nj',
		};
		expect(redactTask({ ...known, ...texts }, redact)).toMatchObject({
			id: 'a b',
			statusText: 'c d',
			statusMessage: 'e f',
			externalId: 'g h',
			currency: 'i j',
		});
	});
});

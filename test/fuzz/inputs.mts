import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { mediaPath } from '../support/servers/fileServer.mts';

/** Valid responses, callbacks and other texts. */
const TEXTS = [
	'{"code":0,"message":"SUCCEED","request_id":"req-1","data":{"task_id":"831234567890123457","task_status":"succeed","task_status_msg":"","task_info":{"external_task_id":"mine"},"task_result":{"videos":[{"id":"1","url":"https://cdn.example.com/1.mp4?sign=a%2Fb","duration":"5.041"}]},"created_at":1722769557708,"updated_at":1722769557709}}',
	'{"code":0,"data":[{"task_id":831234567890123457,"task_status":"processing"},{"task_id":"2","task_status":"failed","task_status_msg":"risk control"}]}',
	'{"code":"success","data":{"task_id":"task_1","status":"IN_PROGRESS","fail_reason":"","submit_time":1795658817,"data":{"code":0,"data":{"task_id":"850","task_status":"processing"}}}}',
	'{"code":0,"data":{"id":"1","status":"succeeded","outputs":[{"type":"video","id":"2","url":"https://cdn.example.com/2.mp4","duration":"5"}],"billing":[{"charge_type":"unit","amount":"3.5"}]}}',
	'{"code":"fail_to_fetch_task","message":"{\\"code\\":1201,\\"message\\":\\"imageUrl: must not be blank\\"}"}',
	'<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
	'Authorization: Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl s3cret-key/+== https://n8n.example.com/webhook-waiting/12?signature=0a1b2c',
	'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ',
	'v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=',
	'Wed, 21 Oct 2026 07:28:00 GMT',
	'https://user@host.example.com:8443/v1/videos/motion-control/?a=b#c',
];

const FILES = ['character.png', 'character.jpg', 'index-first.mov', 'fragmented.mp4'].map((name) =>
	readFileSync(mediaPath(name)),
);

/** What may be inserted into a text; some of it is repeated very often. */
const JUNK = [
	'',
	'"',
	'\\',
	'{"a":',
	'[',
	']',
	'}',
	',',
	'0',
	'9'.repeat(20),
	'-1e999',
	'null',
	'true',
	'{}',
	'\u0000',
	'\n',
	'\u202e',
	'\ud83d',
	'🙂',
	'..',
	'/',
	'%',
	'%2e',
	'?',
	'eyJ',
	'eyJhbGciO',
	'Bearer ',
	'not ',
	'webhook-waiting/',
	's3cret-key',
	'__proto__',
	' ',
	'=',
];

type Edit = { place: number; remove: number; junk: string; times: number };

const edit: fc.Arbitrary<Edit> = fc.record({
	place: fc.double({ min: 0, max: 1, noNaN: true }),
	remove: fc.nat(12),
	junk: fc.constantFrom(...JUNK),
	times: fc.oneof(
		{ weight: 50, arbitrary: fc.constant(1) },
		{ weight: 10, arbitrary: fc.integer({ min: 2, max: 200 }) },
		{ weight: 1, arbitrary: fc.constant(10_000) },
	),
});

/** A host's text, broken in a few places. */
export const brokenText: fc.Arbitrary<string> = fc
	.tuple(fc.constantFrom(...TEXTS), fc.array(edit, { maxLength: 4 }))
	.map(([text, edits]) => edits.reduce(breakText, text));

function breakText(text: string, { place, remove, junk, times }: Edit): string {
	const start = Math.floor(place * text.length);
	return text.slice(0, start) + junk.repeat(times) + text.slice(start + remove);
}

/**
 * A picture or a movie with wrong bytes, most of them near the beginning, where its headers are.
 */
export const brokenFile: fc.Arbitrary<Buffer> = fc
	.record({
		file: fc.constantFrom(...FILES),
		length: fc.double({ min: 0, max: 1.2, noNaN: true }),
		bytes: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }),
	})
	.map(({ file, length, bytes }) => {
		// The first 40 kB have the headers of all samples.
		const copy = Buffer.from(file.subarray(0, Math.min(40_000, length * file.length)));
		for (const [place, value] of bytes) if (place < copy.length) copy[place] = value;
		return copy;
	});

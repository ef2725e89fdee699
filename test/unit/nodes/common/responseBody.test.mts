import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import {
	boundStream,
	readBoundedText,
	type BodyStream,
} from '../../../../nodes/common/responseBody';

const read = async (body: unknown, maxBytes: number) =>
	await readBoundedText({ body, statusCode: 200 }, maxBytes, new AbortController().signal);

/** An endless body, which counts what is read. */
function endless(): { body: Readable; taken: () => number } {
	let taken = 0;
	function* chunks() {
		for (; ; taken += 1000) yield Buffer.alloc(1000, 'x');
	}
	return { body: Readable.from(chunks()), taken: () => taken };
}

describe('the text of a response', () => {
	it('is what has arrived in pieces', async () => {
		const euro = Buffer.from('€');
		const pieces = [euro.subarray(0, 1), euro.subarray(1), Buffer.from(' 1')];
		expect(await read(Readable.from(pieces), 100)).toBe('€ 1');
	});

	it('may be as long as is allowed', async () => {
		expect(await read(Readable.from([Buffer.from('1234')]), 4)).toBe('1234');
	});

	it.each([
		['a text that n8n has read', 'text', 'text'],
		['nothing at all', undefined, ''],
	])('may be %s', async (_name, body, text) => expect(await read(body, 100)).toBe(text));

	it('is an error that is not worth a retry when it is longer', async () => {
		await expect(read(Readable.from([Buffer.from('12345')]), 4)).rejects.toMatchObject({
			kind: 'unreadable',
			retry: 'never',
			ambiguous: true,
			httpStatus: 200,
		});
	});

	it('is read no further than the limit', async () => {
		const { body, taken } = endless();
		await expect(read(body, 50_000)).rejects.toThrow('more than 49 kB');
		expect(taken()).toBeLessThan(100_000);
		expect(body.destroyed).toBe(true);
	});

	it('is read no further than a signal says', async () => {
		const body = new Readable({ read: () => {} });
		const ending = new AbortController();
		const text = readBoundedText({ body, statusCode: 200 }, 100, ending.signal);
		ending.abort();
		await expect(text).rejects.toThrow();
		expect(body.destroyed).toBe(true);
	});
});

describe('a stream that is bounded', () => {
	const bound = (body: Readable, maxBytes: number, signal = new AbortController().signal) =>
		boundStream(body, maxBytes, signal, () => new Error('too long'));

	const drain = async (stream: BodyStream) => {
		const chunks: Buffer[] = [];
		for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
		return Buffer.concat(chunks).toString();
	};

	it('passes on what it may have', async () => {
		const pieces = [Buffer.from('12'), Buffer.from('34')];
		expect(await drain(bound(Readable.from(pieces), 4))).toBe('1234');
	});

	it('breaks with an error where it is longer', async () => {
		await expect(drain(bound(Readable.from([Buffer.from('12345')]), 4))).rejects.toThrow(
			'too long',
		);
	});

	it('takes hardly more than is taken of it', async () => {
		const { body, taken } = endless();
		await expect(drain(bound(body, 50_000))).rejects.toThrow('too long');
		expect(taken()).toBeLessThan(100_000);
		expect(body.destroyed).toBe(true);
	});

	it('breaks with the error of its source', async () => {
		const body = new Readable({ read: () => {} });
		const all = drain(bound(body, 100));
		body.destroy(new Error('reset'));
		await expect(all).rejects.toThrow('reset');
	});

	it('ends with its signal', async () => {
		const body = new Readable({ read: () => {} });
		const ending = new AbortController();
		const all = drain(bound(body, 100, ending.signal));
		ending.abort();
		await expect(all).rejects.toThrow();
		expect(body.destroyed).toBe(true);
	});
});

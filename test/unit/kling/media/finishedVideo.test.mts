import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findDeliveryProblem } from '../../../../kling/media/finishedVideo';
import { mediaFileOf } from '../../../support/kling/mediaFiles.mts';
import { mediaPath } from '../../../support/servers/fileServer.mts';

const movie = readFileSync(mediaPath('reference.mp4'));
const indexLast = readFileSync(mediaPath('index-last.mp4'));

const problemOf = async (bytes: Buffer, announced: number | null = null) =>
	await findDeliveryProblem(mediaFileOf(bytes), announced);

describe('a finished video', () => {
	it.each(['reference.mp4', 'index-last.mp4', 'fragmented.mp4', 'reference.mov', 'sample.webm'])(
		'is whole (%s)',
		async (name) => {
			const bytes = readFileSync(mediaPath(name));
			expect(await problemOf(bytes)).toBeNull();
			expect(await problemOf(bytes, bytes.length)).toBeNull();
		},
	);
});

describe('what is not a finished video', () => {
	it.each<[string, Buffer, number | null, string]>([
		['nothing', Buffer.alloc(0), null, 'the host sent an empty file'],
		['ten bytes of a million', movie.subarray(0, 10), 1_000_000, 'sent 10 of 1000000 bytes'],
		['ten bytes', movie.subarray(0, 10), null, 'damaged or was cut off'],
		['the first half', movie.subarray(0, movie.length / 2), null, 'damaged or was cut off'],
		['a file without its index', indexLast.subarray(0, -5000), null, 'damaged or was cut off'],
		['a page', Buffer.from('<!doctype html><html>'), null, 'an HTML page instead of a video'],
		['an answer', Buffer.from('{"error": "gone"}'), null, 'JSON text instead of a video'],
		['an image', readFileSync(mediaPath('character.png')), null, 'a PNG image instead of'],
	])('is %s', async (_what, bytes, announced, problem) => {
		expect(await problemOf(bytes, announced)).toContain(problem);
	});
});

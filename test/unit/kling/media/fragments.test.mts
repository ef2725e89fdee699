import { describe, expect, it } from '@jest/globals';
import { readFragment } from '../../../../kling/media/fragments';
import { readMovieIndex, type MovieIndex } from '../../../../kling/media/movieIndex';
import { box, movieHeader } from '../../../support/kling/movieBoxes.mts';

/** The content of a box that consists of numbers of 32 bits. */
function words(...numbers: number[]): Buffer {
	const content = Buffer.alloc(4 * numbers.length);
	numbers.forEach((number, index) => content.writeUInt32BE(number, 4 * index));
	return content;
}

/** A picture track with the ID 1, whose clock ticks 600 times a second. */
const picture = box(
	'trak',
	box('tkhd', words(0, 0, 0, 1)),
	box(
		'mdia',
		box('mdhd', words(0, 0, 0, 600, 0)),
		box('hdlr', Buffer.alloc(8), Buffer.from('vide'), Buffer.alloc(13)),
	),
);

/** The default duration of a track's samples (ISO/IEC 14496-12 §8.8.3). */
const trackExtends = (trackId: number, duration: number) =>
	box('trex', words(0, trackId, 1, duration, 0, 0));

const readIndex = (...extensions: Buffer[]) =>
	readMovieIndex(
		Buffer.concat([movieHeader(0n, 1000), picture, box('mvex', ...extensions)]),
	) as MovieIndex;

describe('the samples of a fragment without a duration of their own', () => {
	it('have the default of their track', () => {
		const { pictures } = readIndex(
			box('free', words(0, 1, 1, 7)),
			trackExtends(2, 5),
			trackExtends(1, 20),
			trackExtends(1, 999),
		);
		const samples = box('trun', words(0, 30));

		expect(readFragment(box('traf', box('tfhd', words(0, 1)), samples), pictures)).toEqual([1]);
	});

	it('have the default of their fragment, if it gives one', () => {
		const { pictures } = readIndex(trackExtends(1, 20));
		const header = box('tfhd', words(0x08, 1, 40));

		const seconds = readFragment(box('traf', header, box('trun', words(0, 30))), pictures);

		expect(seconds).toEqual([2]);
	});

	it('have none where nothing gives one', () => {
		const { pictures } = readIndex(box('trex', words(0, 1)));
		const fragment = box('traf', box('tfhd', words(0, 1)), box('trun', words(0, 30)));

		expect(readFragment(fragment, pictures)).toEqual([0]);
	});
});

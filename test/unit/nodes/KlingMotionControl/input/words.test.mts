import { describe, expect, it } from '@jest/globals';
import {
	toMode,
	toModel,
	toOrientation,
	toTruth,
} from '../../../../../nodes/KlingMotionControl/input/words';

describe('a word from a sheet', () => {
	it.each([
		['Pro', 'pro'],
		['1080p', 'pro'],
		['Professional (1080p)', 'pro'],
		['STD', 'std'],
		[' standard ', 'std'],
		['720P', 'std'],
	])('%j is the mode %j', (word, mode) => expect(toMode(word)).toBe(mode));

	it.each([
		['Image', 'image'],
		['match_video', 'video'],
		['Match Video', 'video'],
	])('%j is the orientation %j', (word, orientation) => {
		expect(toOrientation(word)).toBe(orientation);
	});

	it.each([
		['Kling V3', 'kling-v3'],
		['kling v2.6', 'kling-v2-6'],
		['KLING-V3', 'kling-v3'],
	])('%j is the model %j', (word, model) => expect(toModel(word)).toBe(model));

	it.each([
		['TRUE', true],
		['yes', true],
		['1', true],
		['False', false],
		['no', false],
		['0', false],
	])('%j is %j', (word, truth) => expect(toTruth(word)).toBe(truth));

	it.each(['perhaps', '', 'constructor', '2'])('%j is neither true nor false', (word) => {
		expect(toTruth(word)).toBeNull();
	});

	it.each(['4k', 'constructor', 'my-gateways-model'])('%j stays unchanged', (word) => {
		expect([toMode(word), toOrientation(word), toModel(word)]).toEqual([word, word, word]);
	});
});

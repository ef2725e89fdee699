import TestSequencer from '@jest/test-sequencer';

/**
 * Most mutants fail in many tests, so the quickest run first. Jest itself begins with the slowest.
 */
export default class QuickestFirst extends TestSequencer {
	/** @override @param {import('@jest/test-result').Test[]} tests */
	sort(tests) {
		return super.sort(tests).sort((a, b) => (a.duration ?? 0) - (b.duration ?? 0));
	}
}

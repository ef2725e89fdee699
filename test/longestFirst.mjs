import TestSequencer from '@jest/test-sequencer';

/**
 * The files that take minutes, the longest first. In a fresh clone, Jest knows no durations, and
 * might begin one of them last, to wait for it alone.
 */
const LONG_FILES = [
	'e2e/onCallbackRestart',
	'queue/killedPolling',
	'queue/pollingTrigger',
	'e2e/installation',
	'browser/pictures',
	'e2e/pollingTriggerDurable',
	'e2e/pollingTrigger',
	'e2e/hosts',
	'e2e/examples/neverMissAVideo',
	'queue/onCallback',
	'e2e/onCallbackRaces',
	'queue/cluster',
	'browser/node',
	'e2e/survival',
	'browser/nodeCreator',
	'queue/killedCreate',
	'e2e/killedBatches',
	'e2e/triggerMany',
	'e2e/secrets',
	'e2e/retry',
	'e2e/timeLimits',
	'e2e/examples/polling',
];

/** Begins the tests with those that take longest. */
export default class LongestFirst extends TestSequencer {
	/** @override @param {import('@jest/test-result').Test[]} tests */
	sort(tests) {
		return super.sort(tests).sort((a, b) => rankOf(a) - rankOf(b));
	}
}

/** @param {import('@jest/test-result').Test} test */
function rankOf({ path }) {
	const rank = LONG_FILES.findIndex((file) => path.endsWith(`/test/${file}.test.mts`));
	return rank === -1 ? LONG_FILES.length : rank;
}

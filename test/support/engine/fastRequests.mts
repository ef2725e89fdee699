import { jest } from '@jest/globals';
import type { withinTime } from '../../../nodes/common/timeLimit';

/** How much sooner the time of a request is over. */
const SPEED = 30;

const TIME_LIMIT = '../../../nodes/common/timeLimit';

// Import this before the node.
jest.mock(TIME_LIMIT, () => {
	const actual = jest.requireActual<{ withinTime: typeof withinTime }>(TIME_LIMIT);
	const withinLessTime: typeof withinTime = async (milliseconds, stop, work) =>
		await actual.withinTime(milliseconds / SPEED, stop, work);
	return { withinTime: withinLessTime };
});

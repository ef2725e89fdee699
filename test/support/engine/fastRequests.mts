import { jest } from '@jest/globals';
import type * as timeLimit from '../../../nodes/common/timeLimit';

/** How much shorter the time limits of requests are. */
const SPEED = 30;
/** No work has more time than that. */
const LONGEST_MS = 5_000;

const TIME_LIMIT = '../../../nodes/common/timeLimit';

// Has to be imported before the node.
jest.mock(TIME_LIMIT, () => {
	const actual = jest.requireActual<typeof timeLimit>(TIME_LIMIT);
	const withinLessTime: typeof timeLimit.withinTime = async (milliseconds, stop, work) =>
		await actual.withinTime(Math.min(milliseconds / SPEED, LONGEST_MS), stop, work);
	return { ...actual, withinTime: withinLessTime };
});

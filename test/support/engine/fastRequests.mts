import { jest } from '@jest/globals';
import type { withinTime } from '../../../nodes/common/timeLimit';

/** How much shorter the time limits of requests are. */
const SPEED = 30;

const TIME_LIMIT = '../../../nodes/common/timeLimit';

// Has to be imported before the node.
jest.mock(TIME_LIMIT, () => {
	const actual = jest.requireActual<{ withinTime: typeof withinTime }>(TIME_LIMIT);
	const withinLessTime: typeof withinTime = async (milliseconds, stop, work) =>
		await actual.withinTime(milliseconds / SPEED, stop, work);
	return { withinTime: withinLessTime };
});

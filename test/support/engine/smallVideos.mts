import { jest } from '@jest/globals';
import type * as responseBody from '../../../nodes/common/responseBody';

/** How much less a video may have: writing a gigabyte takes a busy machine longer than a test may. */
const SCALE = 100;

const RESPONSE_BODY = '../../../nodes/common/responseBody';

// Import this before the node.
jest.mock(RESPONSE_BODY, () => {
	const actual = jest.requireActual<typeof responseBody>(RESPONSE_BODY);
	const boundTighter: typeof responseBody.boundStream = (body, maxBytes, signal, tooLong) =>
		actual.boundStream(body, maxBytes / SCALE, signal, tooLong);
	return { ...actual, boundStream: boundTighter };
});

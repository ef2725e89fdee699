import { jest } from '@jest/globals';
import type * as responseBody from '../../../nodes/common/responseBody';

/**
 * By which factor the largest video is smaller, because writing a gigabyte would take a busy
 * machine too long.
 */
const SCALE = 100;

const RESPONSE_BODY = '../../../nodes/common/responseBody';

// Has to be imported before the node.
jest.mock(RESPONSE_BODY, () => {
	const actual = jest.requireActual<typeof responseBody>(RESPONSE_BODY);
	const boundTighter: typeof responseBody.boundStream = (body, maxBytes, signal, tooLong) =>
		actual.boundStream(body, maxBytes / SCALE, signal, tooLong);
	return { ...actual, boundStream: boundTighter };
});

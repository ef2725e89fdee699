import { describe, expect, it } from '@jest/globals';
import { describeCode, describeStatus, KNOWN_CODES } from '../../../../kling/api/errorTable';
import { answer, htmlPage, refusal } from '../../../support/kling/fakeApi.mts';
import { readError } from '../../../support/kling/readError.mts';

/**
 * The official table: HTTP status, code, whether the same request may work later, and whether it
 * may have worked.
 */
const TABLE = [
	{ status: 401, code: 1000, retry: 'never', ambiguous: false, says: /refused the credential/ },
	{ status: 401, code: 1001, retry: 'never', ambiguous: false, says: /no credential/ },
	{ status: 401, code: 1002, retry: 'never', ambiguous: false, says: /not know this credential/ },
	{ status: 401, code: 1003, retry: 'newToken', ambiguous: false, says: /not valid yet/ },
	{ status: 401, code: 1004, retry: 'newToken', ambiguous: false, says: /expired/ },
	{ status: 429, code: 1100, retry: 'never', ambiguous: false, says: /problem with the account/ },
	{ status: 429, code: 1101, retry: 'never', ambiguous: false, says: /arrears/ },
	{ status: 429, code: 1102, retry: 'never', ambiguous: false, says: /used up or has expired/ },
	{ status: 403, code: 1103, retry: 'never', ambiguous: false, says: /no permission/ },
	{ status: 400, code: 1200, retry: 'never', ambiguous: false, says: /refused the request/ },
	{ status: 400, code: 1201, retry: 'never', ambiguous: false, says: /refused a parameter/ },
	{ status: 404, code: 1202, retry: 'never', ambiguous: false, says: /not offer this request/ },
	{ status: 404, code: 1203, retry: 'never', ambiguous: false, says: /does not know/ },
	{ status: 400, code: 1300, retry: 'never', ambiguous: false, says: /platform's policy/ },
	{ status: 400, code: 1301, retry: 'never', ambiguous: false, says: /safety/ },
	{ status: 429, code: 1302, retry: 'later', ambiguous: false, says: /Too many requests/ },
	{ status: 429, code: 1303, retry: 'later', ambiguous: false, says: /as many videos at once/ },
	{ status: 429, code: 1304, retry: 'never', ambiguous: false, says: /allow-list/ },
	{ status: 500, code: 5000, retry: 'later', ambiguous: true, says: /internal error/ },
	{ status: 503, code: 5001, retry: 'later', ambiguous: true, says: /maintenance/ },
	{ status: 504, code: 5002, retry: 'later', ambiguous: true, says: /too long/ },
] as const;

describe.each(TABLE)('HTTP $status with code $code', (row) => {
	const { status, code } = row;
	const error = readError(refusal(status, code, 'In the words of Kling'));

	it('says what happened, then what Kling says', () => {
		expect(error.message).toMatch(row.says);
		expect(error.message).toMatch(/: In the words of Kling$/);
	});

	it('says what to do', () => {
		expect(error.advice).toMatch(/^\S.{20,}\.$/);
	});

	it(`can be sent again: ${row.retry}`, () => {
		expect(error.retry).toBe(row.retry);
	});

	it(`${row.ambiguous ? 'may have' : 'has surely not'} created a task`, () => {
		expect(error.ambiguous).toBe(row.ambiguous);
	});

	it('carries the HTTP status, the code and the request id', () => {
		expect(error).toMatchObject({ httpStatus: status, code, requestId: 'req-1' });
	});

	it('means the same on HTTP 200', () => {
		const { message, retry, ambiguous } = readError(refusal(200, code, 'In the words of Kling'));
		expect({ message, retry, ambiguous }).toEqual({
			message: error.message,
			retry: row.retry,
			ambiguous: row.ambiguous,
		});
	});
});

describe('the advice of a row', () => {
	it.each([
		[1002, /credential/],
		[1003, /clock.*is ahead/],
		[1004, /new API token.*clock.*is behind/],
		[1101, /recharge/],
		[1102, /resource pack/],
		[1103, /model/],
		[1201, /field that Kling names/],
		[1202, /Base URL/],
		[1301, /prompt, the image or the video/],
		[1303, /fewer items at once/],
		[1304, /IP allow-list/],
		[5001, /few minutes/],
	])('of code %i says what helps', (code, helps) => {
		expect(describeCode(code)?.advice).toMatch(helps);
	});
});

describe('the table', () => {
	it('knows the official codes and no others', () => {
		expect(KNOWN_CODES).toEqual(TABLE.map(({ code }) => code));
	});

	it.each([null, 0, 999, 1305, 5003])('has no row for code %p', (code) => {
		expect(describeCode(code)).toBeUndefined();
	});
});

describe('an HTTP status without a code', () => {
	it.each([
		[401, 1000],
		[403, 1103],
		[404, 1203],
		[405, 1203],
		[429, 1302],
	])('%i reads like code %i', (status, code) => {
		expect(describeStatus(status)).toBe(describeCode(code));
	});

	it.each([408, 500, 502, 503, 504, 520])(
		'%i names itself, and is worth trying later',
		(status) => {
			const row = describeStatus(status);
			expect(row.message).toContain(`HTTP ${status}`);
			expect(row.retry).toBe('later');
		},
	);

	it.each([400, 409, 413, 422, 499])('%i names itself, and is final', (status) => {
		const row = describeStatus(status);
		expect(row.message).toContain(`HTTP ${status}`);
		expect(row.retry).toBe('never');
	});

	it.each([
		[400, false],
		[408, true],
		[413, false],
		[429, false],
		[500, true],
		[502, true],
		[504, true],
	])('%i of a proxy leaves it open whether a task was created: %p', (status, ambiguous) => {
		expect(readError(htmlPage(status)).ambiguous).toBe(ambiguous);
	});
});

describe('a code of the table', () => {
	it.each([1000, 1201, 1303])('overrides HTTP 500: %i has created no task', (code) => {
		expect(readError(refusal(500, code)).ambiguous).toBe(false);
	});
});

describe('a code that the table does not have', () => {
	it('on an HTTP error is explained by the HTTP status', () => {
		expect(readError(refusal(429, 1399)).message).toMatch(/^Too many requests/);
	});

	it('on HTTP 200 is a refusal that is final', () => {
		expect(readError(refusal(200, 1399, 'odd'))).toMatchObject({
			message: 'Kling refused the request: odd',
			code: 1399,
			retry: 'never',
			ambiguous: false,
		});
	});

	it('on HTTP 400 names the status', () => {
		expect(readError(refusal(400, 1399, 'odd')).message).toBe(
			'Kling refused the request with HTTP 400: odd',
		);
	});

	it.each([
		[400, 999, false],
		[400, 4999, false],
		[400, 5003, true],
		[200, 5999, true],
		[500, 1, true],
		[500, 999, true],
		[502, 502, true],
	])('HTTP %i, %i: may have created a task: %p', (status, code, ambiguous) => {
		expect(readError(refusal(status, code)).ambiguous).toBe(ambiguous);
	});

	it.each(['invalid_request', 'constructor', '-1'])('may be %s', (code) => {
		const error = readError(answer(400, { code, message: 'odd' }));
		expect(error).toMatchObject({
			message: 'Kling refused the request with HTTP 400: odd',
			code: code === '-1' ? -1 : code,
			retry: 'never',
		});
	});
});

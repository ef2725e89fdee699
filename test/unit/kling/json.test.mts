import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	isObject,
	NestingError,
	numberOf,
	parseJson,
	textOf,
	toJson,
	parseJsonToSend,
} from '../../../kling/json';

/** Integers from the first one that a double may round. */
const longInteger = fc.bigInt({ min: 2n ** 53n, max: 10n ** 40n });
const shortNumber = fc.oneof(
	fc.maxSafeInteger(),
	fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !/^-?\d{16,}$/.test(String(x))),
);
/** JSON whose integers a double holds exactly. */
const json = fc
	.anything({
		values: [shortNumber, fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null)],
		key: fc.string({ unit: 'binary' }),
		maxDepth: 4,
	})
	.map((value) => JSON.stringify(value));

describe('parseJson', () => {
	it('keeps all digits of a long integer, as text', () => {
		expect(parseJson('{"task_id": 831234567890123457}')).toEqual({ task_id: '831234567890123457' });
	});

	it('keeps all digits of any long integer, wherever it is', () => {
		fc.assert(
			fc.property(longInteger, fc.boolean(), (integer, isNegative) => {
				const digits = isNegative ? `-${integer}` : String(integer);
				const parsed = parseJson(`[${digits},{"a":${digits} , "b":[ ${digits}]}]`);
				expect(parsed).toEqual([digits, { a: digits, b: [digits] }]);
			}),
		);
	});

	it('leaves a long integer within a text alone', () => {
		fc.assert(
			fc.property(longInteger, fc.string({ unit: 'binary' }), (integer, text) => {
				const value = { [`${text}"${integer}`]: `${text}\\"${integer}, ${integer}` };
				expect(parseJson(JSON.stringify(value))).toEqual(value);
			}),
		);
	});

	it('agrees with JSON.parse on everything else', () => {
		fc.assert(fc.property(json, (text) => expect(parseJson(text)).toEqual(JSON.parse(text))));
	});

	it.each([
		'9007199254740',
		'1.12345678901234567',
		'-0.30000000000000004',
		'12345678901234567.5',
		'1e1000000000000000',
		'1234567890123456e-3',
		'12345678901234567E+2',
	])('reads %s as a number', (text) => {
		expect(parseJson(text)).toBe(JSON.parse(text));
	});

	it.each(['', '{', 'undefined', '<html>', '00000000000000000001', '{1234567890123456789: 1}'])(
		'refuses %j, which is not JSON',
		(text) => {
			expect(() => parseJson(text)).toThrow(SyntaxError);
		},
	);

	it('keeps all digits next to a text of many megabytes, such as Base64', () => {
		const text = `${'A'.repeat(76)}\n`.repeat(200_000);
		const parsed = parseJson(`{"text":${JSON.stringify(text)},"id":831234567890123457}`);
		expect(parsed).toEqual({ text, id: '831234567890123457' });
	});
});

describe('nested JSON', () => {
	const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

	it('may be deeper than any response', () => {
		expect(JSON.stringify(parseJson(nested(50)))).toBe(nested(50));
	});

	it.each([51, 1000, 1_000_000])('is refused with %i levels', (depth) => {
		expect(() => parseJson(nested(depth))).toThrow(NestingError);
	});

	it('is not mistaken for brackets in a text', () => {
		expect(parseJson(JSON.stringify(`"${nested(100)}`))).toBe(`"${nested(100)}`);
	});

	it('is not mistaken for many brackets side by side', () => {
		expect(parseJson(`[${'[],'.repeat(100)}{}]`)).toHaveLength(101);
	});
});

describe('textOf', () => {
	it('trims a text', () => expect(textOf(' a b ')).toBe('a b'));
	it('turns a number into text', () => expect(textOf(42)).toBe('42'));

	it.each([[''], [' \n'], [null], [undefined], [true], [{}], [[]], [Number.NaN], [Infinity]])(
		'is null for %p',
		(value) => expect(textOf(value)).toBeNull(),
	);
});

describe('numberOf', () => {
	it.each([
		['5', 5],
		['5.041', 5.041],
		[' 5.1 ', 5.1],
		[1722769557708, 1722769557708],
		[0, 0],
	])('reads %p as %p', (value, number) => expect(numberOf(value)).toBe(number));

	it.each([[''], [' '], ['five'], ['5s'], [null], [true], [[5]], [Number.NaN], ['Infinity']])(
		'is null for %p',
		(value) => expect(numberOf(value)).toBeNull(),
	);
});

describe('isObject', () => {
	it('accepts a JSON object', () => expect(isObject({})).toBe(true));

	it.each([[null], [[]], ['text'], [1], [undefined]])('refuses %p', (value) => {
		expect(isObject(value)).toBe(false);
	});
});

const written = (value: unknown) => toJson(value).toString();

describe('toJson', () => {
	it('writes a bigint with all of its digits', () => {
		expect(written({ a: [{ id: 850100200300400501n }] })).toBe('{"a":[{"id":850100200300400501}]}');
	});

	it('writes everything else as JSON.stringify does', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(written(value)).toBe(JSON.stringify(value));
			}),
		);
	});

	it('writes bytes as the text that they are', () => {
		expect(written({ image: Buffer.from('aW1hZ2U='), a: [Buffer.from('')] })).toBe(
			'{"image":"aW1hZ2U=","a":[""]}',
		);
	});

	it('leaves out what is undefined', () => {
		expect(written({ a: undefined, b: 1 })).toBe('{"b":1}');
	});
});

describe('parseJsonToSend', () => {
	it('keeps integers of 18 digits as numbers, with all of their digits', () => {
		const text = '{"element_list":[{"element_id":850100200300400501}],"id":"850100200300400501"}';
		expect(written(parseJsonToSend(text))).toBe(text);
	});

	it('changes nothing else', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const text = JSON.stringify(value);
				expect(written(parseJsonToSend(text))).toBe(text);
			}),
		);
	});

	it('refuses what is not JSON', () => {
		expect(() => parseJsonToSend('{')).toThrow(SyntaxError);
	});
});

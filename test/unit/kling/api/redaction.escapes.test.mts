import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { signToken } from '../../../../kling/api/credential';
import { parseTask } from '../../../../kling/api/parseTask';
import { createRedact, redactTask } from '../../../../kling/api/redaction';
import type { KlingTask } from '../../../../kling/task';
import { answer } from '../../../support/kling/fakeApi.mts';
import { readError } from '../../../support/kling/readError.mts';

const TOKEN = 'sk-live/7f3a9c+"Vd01"==&x';
const redact = createRedact([TOKEN]);

/** How a host may write a character of a secret that it repeats. */
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
const inEachUnit = (text: string, write: (code: number) => string) =>
	Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at))).join('');
const inUnicode = (text: string) => inEachUnit(text, (code) => `\\u${hex(code, 4)}`);
const inBytes = (text: string) => [...Buffer.from(text)].map((byte) => `%${hex(byte, 2)}`).join('');
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const WAYS: Array<[string, (text: string) => string]> = [
	['as it is', (text) => text],
	['with slashes escaped as in PHP', (text) => inJson(text).replaceAll('/', '\\/')],
	['with \\u002f for a slash', (text) => inJson(text).replaceAll('/', '\\u002f')],
	['with \\u for each character', inUnicode],
	['with \\u in capitals', (text) => inUnicode(text).replace(/[a-f]/g, (d) => d.toUpperCase())],
	['with \\x for each character', (text) => inEachUnit(text, (code) => `\\x${hex(code, 2)}`)],
	['in percent encoding', encodeURIComponent],
	['in percent encoding, each byte', inBytes],
	['in percent encoding, capitals', (text) => inBytes(text).toUpperCase()],
	['in percent encoding twice', (text) => encodeURIComponent(inBytes(text))],
	['in percent encoding within JSON', (text) => inUnicode(inBytes(text))],
	['in JSON within JSON', (text) => inJson(inUnicode(text))],
	['in JSON within JSON within JSON', (text) => inJson(inJson(inUnicode(text)))],
	['in HTML by numbers', (text) => inEachUnit(text, (code) => `&#${code};`)],
	['in HTML by hexadecimal numbers', (text) => inEachUnit(text, (code) => `&#x${hex(code, 2)};`)],
];

describe('a known secret under escapes', () => {
	it.each(WAYS)('is masked %s', (_way, write) => {
		expect(redact(`a ${write(TOKEN)} z`)).toBe('a *** z');
	});

	it.each(WAYS)('is masked in Base64 of the header %s', (_way, write) => {
		const header = Buffer.from(`Authorization: Bearer ${TOKEN}`).toString('base64');
		const masked = redact(`a ${write(header)} z`);
		expect(masked).toMatch(/^a .+\*\*\*.* z$/);
		expect(masked.length).toBeLessThan(write(header).length);
	});

	it('is masked in each form at once, and nothing else is', () => {
		const texts = WAYS.map(([, write]) => `<${write(TOKEN)}>`);
		expect(redact(`%2f ${texts.join(' ')} \\u002f`)).toBe(
			`%2f ${WAYS.map(() => '<***>').join(' ')} \\u002f`,
		);
	});

	it('is masked in the error of an answer, in its id and in its code', () => {
		for (const [, write] of WAYS) {
			const text = write(TOKEN);
			const reply = answer(400, {
				code: `c ${text}`,
				message: `m ${text}`,
				request_id: `r ${text}`,
			});
			expect(readError(reply, redact)).toMatchObject({
				message: expect.stringMatching(/: m \*\*\*$/),
				code: 'c ***',
				requestId: 'r ***',
			});
		}
	});

	it('is masked in the ids and in the status of a task, and in what the host said', () => {
		for (const [, write] of WAYS) {
			const text = write(TOKEN);
			const raw = {
				task_id: `t ${text}`,
				task_status: `s ${text}`,
				task_status_msg: `m ${text}`,
				task_info: { external_task_id: `e ${text}` },
			};
			expect(redactTask(parseTask(raw) as KlingTask, redact)).toMatchObject({
				id: 't ***',
				statusText: 's ***',
				statusMessage: 'm ***',
				externalId: 'e ***',
				raw: {
					task_id: 't ***',
					task_status: 's ***',
					task_status_msg: 'm ***',
					task_info: { external_task_id: 'e ***' },
				},
			});
		}
	});

	it('never survives, whatever key it is, with each character in a way of its own', () => {
		const letter = fc.constantFrom(...'abcXYZ0189-._~+/=:"<>\'');
		const secret = fc.string({ unit: letter, minLength: 8, maxLength: 60 });
		const ways = fc.array(
			fc.constantFrom(inUnicode, inBytes, inJson, (text: string) => text),
			{
				minLength: 60,
				maxLength: 60,
			},
		);
		fc.assert(
			fc.property(secret, ways, fc.nat(2), (known, each, again) => {
				let text = [...known].map((character, at) => each[at]?.(character)).join('');
				for (let times = 0; times < again; times++) text = inJson(text);
				expect(createRedact([known])(`(${text})`)).toBe('(***)');
			}),
			{ numRuns: 500 },
		);
	});

	it('never survives, whatever characters it has, in a form for all of them', () => {
		const secret = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 30 });
		const way = fc.constantFrom(inUnicode, inBytes, inJson, encodeURIComponent);
		fc.assert(
			fc.property(secret, way, (known, write) => {
				fc.pre(!known.includes('*'));
				expect(createRedact([known])(`(${write(known)})`)).toBe('(***)');
			}),
			{ numRuns: 500 },
		);
	});
});

describe('an unknown token under escapes', () => {
	const token = signToken('access-key', 'secret-key', 0);
	const nobodys = createRedact([]);

	it.each(WAYS)('is masked %s', (_way, write) => {
		expect(nobodys(`a ${write(token)} z`)).toBe('a *** z');
	});

	it.each(WAYS)('is masked behind Bearer %s', (_way, write) => {
		expect(nobodys(`a ${write('Bearer')}${write(' sk-1234')} z`)).toMatch(/^a .+\*\*\* z$/);
	});
});

describe('a link of n8n under escapes', () => {
	it.each(WAYS)('loses its secret %s', (_way, write) => {
		const link = write('https://n8n.example.com/webhook-waiting/12?signature=0a1b2c');
		const masked = createRedact([])(`a ${link} z`);
		expect(masked).toMatch(/^a .+\*\*\* z$/);
		expect(masked).not.toContain(write('0a1b2c'));
	});
});

describe('a very long text of escapes', () => {
	it.each(['\\u002f', '\\\\', '%25', '%', '\\', '&#x2F;', '&amp;', '\\u00', '&#1114112;'])(
		'of %s is masked quickly',
		(piece) => {
			const text = piece.repeat(1_000_000 / piece.length);
			const startedAt = performance.now();
			redact(text);
			expect(performance.now() - startedAt).toBeLessThan(1000);
		},
	);

	it('shows no part of a secret where it is cut', () => {
		const secret = 's3cret-of-the-account';
		const way = fc.constantFrom(inUnicode, inBytes, inJson);
		fc.assert(
			fc.property(fc.integer({ min: 19_800, max: 20_050 }), way, (length, write) => {
				const text = `${'x'.repeat(length)}${write(secret)}${'y'.repeat(500)}`;
				expect(createRedact([secret])(text)).toMatch(/^x+(\*\*\*)?y*$/);
			}),
		);
	});
});

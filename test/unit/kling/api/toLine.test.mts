import { describe, expect, it } from '@jest/globals';
import { createRedact, toLine } from '../../../../kling/api/redaction';

describe('a line', () => {
	const line = (text: string, maxLength = 100) => toLine(text, createRedact(['s3cret']), maxLength);

	it('has no line breaks or control characters', () => {
		expect(line('\u0007 a\r\n\tb\u0000c\u2028d\u202ee \u001b[31m')).toBe('a b c d e  [31m');
	});

	it('is never cut within a character', () => {
		expect(line('🙂🙂🙂', 2)).toBe('🙂🙂');
	});

	it('shows no secret', () => expect(line('a s3cret')).toBe('a ***'));

	it('shows no secret that a control character splits', () => {
		expect(line('a s3cret\n')).toBe('a ***');
	});
});

import { describe, expect, it } from '@jest/globals';
import { KlingError } from '../../../../../kling/errors';
import { assertNoProblems } from '../../../../../nodes/KlingMotionControl/input/problems';

function errorOf(...problems: string[]): KlingError {
	try {
		assertNoProblems(problems);
	} catch (error) {
		return error as KlingError;
	}
	throw new Error('There was no error');
}

const NOTHING_SENT = 'Nothing was sent to Kling for this item.';

describe('assertNoProblems', () => {
	it('does nothing without problems', () => {
		expect(() => assertNoProblems([])).not.toThrow();
	});

	it.each([
		['Prompt is too long: shorten it', 'Prompt is too long', 'Shorten it.'],
		['The URL must start with https://', 'The URL must start with https://', 'Correct this'],
		['It holds "a: b": rename it', 'It holds "a: b"', 'Rename it.'],
		['Use a file: Kling takes PNG: convert it', 'Use a file', 'Kling takes PNG: convert it.'],
		['Mode must be "std", not "a: b', 'Mode must be "std", not "a: b', 'Correct this'],
	])('makes what is wrong in %j the title, and what to do the advice', (problem, title, remedy) => {
		const { message, advice, problems } = errorOf(problem);

		expect({ message, problems }).toEqual({ message: title, problems: [] });
		expect(advice).toMatch(new RegExp(`^${remedy}.* ${NOTHING_SENT}$`));
	});

	it('lists several, each with what to do', () => {
		expect(errorOf('A is wrong: mend it', 'B is wrong')).toMatchObject({
			message: '2 inputs need a correction',
			problems: ['A is wrong: mend it', 'B is wrong'],
			advice: `Correct this, then run the node again. ${NOTHING_SENT}`,
		});
	});
});

import { endSentence, inputError } from '../../../kling/errors';

const CORRECT_IT = 'Correct this, then run the node again.';
const NOTHING_SENT = 'Nothing was sent to Kling for this item.';

/**
 * Ends the reading of what the user has entered if something is wrong with it. Of a single problem, what
 * is wrong becomes the title of the error, and what to do its description; several become a list.
 *
 * @param consequence what the user should know besides
 * @throws KlingError (`input`) that names all of them.
 */
export function assertNoProblems(problems: string[], consequence = NOTHING_SENT): void {
	const [problem] = problems;
	if (problem === undefined) return;
	if (problems.length > 1) throw inputError(problems, `${CORRECT_IT} ${consequence}`);
	const { title, remedy } = splitProblem(problem);
	throw inputError([title], `${remedy} ${consequence}`);
}

/** Problems say "what is wrong: what to do". What they quote may have any characters. */
function splitProblem(problem: string): { title: string; remedy: string } {
	const [, title, remedy] = /^((?:[^":]|"[^"]*"|:(?! ))*): (.*)$/s.exec(problem) ?? [];
	if (title === undefined || remedy === undefined) return { title: problem, remedy: CORRECT_IT };
	return { title, remedy: endSentence(remedy.charAt(0).toUpperCase() + remedy.slice(1)) };
}

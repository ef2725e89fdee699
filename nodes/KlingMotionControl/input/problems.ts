import { inputError } from '../../../kling/errors';

const ADVICE = 'Correct this, then run the node again. Nothing was sent to Kling for this item.';

/**
 * Ends the reading of an item that has problems.
 *
 * @throws KlingError (`input`) that names all of them.
 */
export function assertNoProblems(problems: string[]): void {
	if (problems.length > 0) throw inputError(problems, ADVICE);
}

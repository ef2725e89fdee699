import { inputError } from '../../../kling/errors';

const ADVICE = 'Correct this, then run the node again. Nothing was sent to Kling for this item.';

/** @throws KlingError (`input`) that names all problems, if there are any. */
export function assertNoProblems(problems: string[]): void {
	if (problems.length > 0) throw inputError(problems, ADVICE);
}

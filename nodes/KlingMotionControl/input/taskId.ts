import type { IExecuteFunctions } from 'n8n-workflow';
import { assertNoProblems } from './problems';
import { toText } from './values';

/**
 * Reads the id of the task that an item names.
 *
 * @param problems what is already known to be wrong with the item
 * @throws KlingError (`input`) when the id is missing or has lost digits, or when there are other
 * problems.
 */
export function readTaskId(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[] = [],
): string {
	const value = context.getNodeParameter('taskId', itemIndex, '', { extractValue: true });
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		problems.push(
			`The task ID ${value} came as a number, which cannot hold all of its digits: pass it on as text, as this node outputs it (in a spreadsheet, format the column as text)`,
		);
	}
	const id = toText(value).trim();
	if (typeof value === 'object' || id === '') {
		problems.push(
			'Motion Video names no video: choose one from the list, or enter the task ID that Create returned, or your external task ID',
		);
	}
	assertNoProblems(problems);
	return id;
}

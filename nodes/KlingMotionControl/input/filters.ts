import type { IExecuteFunctions } from 'n8n-workflow';
import type { KlingTask } from '../../../kling/task';
import { externalTaskIdPrefix } from '../../common/externalTaskId';
import { toText } from './values';

/**
 * Reads the fields of `fields/filters.ts` as a function that selects tasks; undefined when all are
 * wanted.
 */
export function readFilters(
	context: IExecuteFunctions,
	itemIndex: number,
): ((task: KlingTask) => boolean) | undefined {
	const given = context.getNodeParameter('filters', itemIndex, {});
	const execution = toText(given.madeByExecution).trim();
	const prefixes = [
		toText(given.externalTaskIdPrefix).trim(),
		execution === '' ? '' : externalTaskIdPrefix(execution),
	].filter((prefix) => prefix !== '');
	const statuses = [given.status ?? []].flat();
	if (prefixes.length === 0 && statuses.length === 0) return undefined;
	return ({ externalId, status }) =>
		prefixes.every((prefix) => externalId?.startsWith(prefix)) &&
		(statuses.length === 0 || statuses.includes(status));
}

import type { IExecuteFunctions } from 'n8n-workflow';
import type { TaskParameters } from '../../../kling/tasks/requestBody';
import { toBoolean, toFreeText, toPositiveNumber, toText } from './values';

/** A day: longer than any account needs for what it has running. */
const QUEUE_TIME_LIMIT_MINUTES = 24 * 60;

/** What few users need for a new task. */
type AdditionalFields = Pick<
	TaskParameters,
	'additionalBodyFields' | 'callbackUrl' | 'elementId' | 'externalTaskId' | 'watermark'
>;

/** The fields of `fields/additional.ts`. Expressions may give anything, so nothing is taken as it is. */
export function readAdditionalFields(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[],
): AdditionalFields {
	const given = context.getNodeParameter('options', itemIndex, {});
	return {
		watermark: toBoolean(given.watermark, 'Watermark', false, problems),
		callbackUrl: toText(given.callbackUrl),
		elementId: toFreeText(given.elementId, 'Element ID', problems),
		externalTaskId: toFreeText(given.externalTaskId, 'External Task ID', problems),
		additionalBodyFields: given.additionalBodyFields,
	};
}

/** How long the item may wait for a free place, in milliseconds. */
export function readQueueTimeLimit(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[],
): number {
	const { queueTimeLimit } = context.getNodeParameter('options', itemIndex, {});
	const label = 'Queue Time Limit';
	return 60_000 * toPositiveNumber(queueTimeLimit, label, QUEUE_TIME_LIMIT_MINUTES, problems);
}

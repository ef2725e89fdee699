import type { IExecuteFunctions } from 'n8n-workflow';
import type { TaskParameters } from '../../../kling/tasks/requestBody';
import { toBoolean, toFreeText, toText } from './values';

/** What few users need for a new task. */
type AdditionalFields = Pick<
	TaskParameters,
	'additionalBodyFields' | 'callbackUrl' | 'externalTaskId' | 'watermark'
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
		externalTaskId: toFreeText(given.externalTaskId, 'External Task ID', problems),
		additionalBodyFields: given.additionalBodyFields,
	};
}

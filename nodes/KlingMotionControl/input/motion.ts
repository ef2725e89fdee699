import type { IExecuteFunctions } from 'n8n-workflow';
import type { TaskParameters } from '../../../kling/tasks/requestBody';
import { toBoolean, toFreeText, toText } from './values';

/** What the video of an item is to be like. */
type Motion = Pick<
	TaskParameters,
	'characterOrientation' | 'mode' | 'model' | 'prompt' | 'keepOriginalSound'
>;

/** The fields of `fields/motion.ts`. Expressions may give anything, so nothing is taken as it is. */
export function readMotion(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[],
): Motion {
	const read = (name: string) => context.getNodeParameter(name, itemIndex, '');
	return {
		characterOrientation: toText(read('characterOrientation')),
		mode: toText(read('videoMode')),
		model: toFreeText(read('model'), 'Model', problems),
		prompt: toFreeText(read('prompt'), 'Prompt', problems),
		keepOriginalSound: toBoolean(read('keepOriginalSound'), 'Keep Original Sound', problems),
	};
}

import type { IExecuteFunctions } from 'n8n-workflow';
import type { TaskParameters } from '../../../kling/tasks/requestBody';
import { toBoolean, toFreeText, toText } from './values';
import { toMode, toModel, toOrientation } from './words';

/** What the video of an item should be like. */
type Motion = Pick<
	TaskParameters,
	'characterOrientation' | 'mode' | 'model' | 'prompt' | 'keepOriginalSound'
>;

/**
 * Reads the fields of `fields/motion.ts`. Every value is checked, because expressions may give
 * anything.
 */
export function readMotion(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[],
): Motion {
	const read = (name: string) => context.getNodeParameter(name, itemIndex, '');
	const sound = read('keepOriginalSound');
	return {
		characterOrientation: toOrientation(toText(read('characterOrientation'))),
		mode: toMode(toText(read('videoMode'))),
		model: toModel(toFreeText(read('model'), 'Model', problems)),
		prompt: toFreeText(read('prompt'), 'Prompt', problems),
		keepOriginalSound: toBoolean(sound, 'Keep Original Sound', true, problems),
	};
}

import type { IPollFunctions } from 'n8n-workflow';
import { textOf } from '../../kling/json';
import { readOutputOptions, type OutputOptions } from '../common/output';

/** What the user has decided. */
export interface PollSettings {
	/** Statuses that start the workflow. */
	triggerOn: string[];
	/** Of external task ids; empty for all tasks. */
	prefix: string;
	output: OutputOptions;
}

/** Reads the node's parameters. */
export function readSettings(context: IPollFunctions): PollSettings {
	return {
		triggerOn: context.getNodeParameter('triggerOn', []) as string[],
		prefix: textOf(context.getNodeParameter('externalTaskIdPrefix', '')) ?? '',
		output: readOutputOptions((name, fallback) => context.getNodeParameter(name, fallback)),
	};
}

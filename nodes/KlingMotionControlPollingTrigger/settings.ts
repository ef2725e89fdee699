import type { IPollFunctions } from 'n8n-workflow';
import { textOf } from '../../kling/json';
import { readOutputOptions, type OutputOptions } from '../common/output';

/** The node's parameters. */
export interface PollSettings {
	/** Statuses that start the workflow. */
	triggerOn: string[];
	/** How the external task id must begin; empty for all tasks. */
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

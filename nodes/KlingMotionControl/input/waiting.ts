import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { toPositiveNumber } from './values';

/** What to do when a wait ends without a video: stop with an error, or output the task. */
export type Reaction = 'error' | 'output';

/** What to do at each end without a video. */
export interface Reactions {
	onFailedTask: Reaction;
	onTimeLimit: Reaction;
}

/** How an item waits. */
export interface WaitingOptions extends Reactions {
	/** Seconds, at least 1. */
	pollingInterval: number;
	/** Minutes. */
	timeLimit: number;
	/** How many tasks may be created for one video when Kling fails; from 1. */
	tries: number;
	/** What is wrong with the options. Wrong ones have their default values here. */
	problems: string[];
}

const MIN_INTERVAL_S = 1;

/** The waiting options of all items. */
export function readWaitingOptions(context: IExecuteFunctions): WaitingOptions[] {
	return context.getInputData().map((_, itemIndex) => readOptionsOf(context, itemIndex));
}

function readOptionsOf(context: IExecuteFunctions, itemIndex: number): WaitingOptions {
	const problems: string[] = [];
	const given = readGiven(context, itemIndex, problems);
	const interval = toPositiveNumber(given.pollingInterval, 'Polling Interval', 10, problems);
	return {
		onFailedTask: readReaction(given.onFailedTask, 'On Failed Task', problems),
		onTimeLimit: readReaction(given.onTimeLimit, 'On Time Limit', problems),
		pollingInterval: Math.max(MIN_INTERVAL_S, interval),
		timeLimit: toPositiveNumber(given.timeLimit, 'Time Limit', 60, problems),
		tries: Math.ceil(toPositiveNumber(given.tries, 'Tries', 1, problems)),
		problems,
	};
}

/**
 * Catches a failing expression, because the problem of one item must not end the wait for the
 * others.
 */
function readGiven(context: IExecuteFunctions, itemIndex: number, problems: string[]): IDataObject {
	try {
		return context.getNodeParameter('options', itemIndex, {});
	} catch (error) {
		problems.push(
			`Options cannot be read: ${error instanceof Error ? error.message : String(error)}`,
		);
		return {};
	}
}

function readReaction(value: unknown, label: string, problems: string[]): Reaction {
	if (value === undefined || value === 'error' || value === 'output') return value ?? 'error';
	problems.push(`${label} must be "error" or "output", not ${JSON.stringify(value)}`);
	return 'error';
}

import type { Task } from './task.mts';

/** Units per second of output (API §1). */
const UNITS = {
	'kling-v2-6': { std: 0.5, pro: 0.8 },
	'kling-v3': { std: 0.9, pro: 1.2 },
};

/** Dollars for a unit, by the list of prices (API §1). */
const UNIT_PRICE = 0.14;

/** What a task has cost until now, in dollars. */
export function moneyOf(task: Task): number {
	return Math.round(unitsOf(task) * UNIT_PRICE * 1000) / 1000;
}

/** What a task has cost so far: nothing until it succeeds, then a price per second, rounded. */
export function unitsOf({ status, body, videos }: Task): number {
	if (status !== 'succeed') return 0;
	const perSecond = UNITS[body.model_name === 'kling-v3' ? 'kling-v3' : 'kling-v2-6'][body.mode];
	const seconds = videos.reduce((sum, { duration }) => sum + Math.round(Number(duration)), 0);
	return Math.round(perSecond * seconds * 100) / 100;
}

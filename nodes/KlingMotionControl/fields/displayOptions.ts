import type { IDisplayOptions } from 'n8n-workflow';

type Operation = 'create' | 'createAndWait' | 'get' | 'getAll' | 'wait';

/** Shows a field for these operations of the task. */
function showFor(...operations: Operation[]): IDisplayOptions & { show: object } {
	return { show: { resource: ['task'], operation: operations } };
}

/** Operations that create a task. */
export const showForCreation = showFor('create', 'createAndWait');

/** Operations on a task that exists. */
export const showForTaskId = showFor('get', 'wait');

/** Operations that wait. */
export const showForWaiting = showFor('createAndWait', 'wait');

/** Wait. */
export const showForWait = showFor('wait');

/** Operations that may have a video in hand. */
export const showForVideo = showFor('createAndWait', 'get', 'wait');

/** Get Many. */
export const showForGetMany = showFor('getAll');

/** Every operation. */
export const showForTask = { show: { resource: ['task'] } };

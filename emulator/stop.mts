import { setMaxListeners } from 'node:events';

/**
 * Creates the controller that ends all background jobs. Any number of them may listen, of which
 * Node would otherwise warn.
 */
export function createStop(): AbortController {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	return controller;
}

import { setMaxListeners } from 'node:events';

/** Ends what runs in the background; any number of jobs listens to it, of which Node would warn. */
export function createStop(): AbortController {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	return controller;
}

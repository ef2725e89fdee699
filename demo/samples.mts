/** Where the sample media of the examples can be fetched by everybody, Kling included. */
export const SAMPLES =
	'https://cdn.jsdelivr.net/gh/n8n-nodes-kling-motion-control/n8n-nodes-kling-motion-control@main/examples/media/';

/** How the types of our nodes begin. */
export const OUR_NODES = 'n8n-nodes-kling-motion-control.';

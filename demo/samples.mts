/** The public address of the examples' sample media, from which Kling can fetch them, too. */
export const SAMPLES =
	'https://cdn.jsdelivr.net/gh/n8n-nodes-kling-motion-control/n8n-nodes-kling-motion-control@main/examples/media/';

/** The beginning of the types of our nodes. */
export const OUR_NODES = 'n8n-nodes-kling-motion-control.';

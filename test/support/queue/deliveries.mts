import { json } from 'node:stream/consumers';
import { readPaired, report } from '../n8n/callbackWorkflows.mts';
import { ORDER } from './orders.mts';
import { startWebServer, type WebServer } from '../servers/webServer.mts';
import type { WorkflowNode } from '../n8n/workflow.mts';

/** A video that a workflow has output, and its order. */
interface Delivery {
	video: string;
	paired: string;
}

/** A server to which workflows deliver their videos. */
export interface Deliveries extends Pick<WebServer, 'close'> {
	/** The last nodes of a workflow, which deliver each video here. */
	readonly nodes: WorkflowNode[];
	/** In order of arrival. */
	readonly received: Delivery[];
}

/** Starts the server on this machine. */
export async function startDeliveries(): Promise<Deliveries> {
	const received: Delivery[] = [];
	const { origin, close } = await startWebServer((request, response) => {
		void json(request).then((delivery) => {
			received.push(delivery as Delivery);
			response.end();
		});
	});
	return { nodes: [readPaired(ORDER), report(origin)], received, close };
}

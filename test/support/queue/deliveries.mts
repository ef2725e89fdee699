import { json } from 'node:stream/consumers';
import { readPaired, report } from '../n8n/callbackWorkflows.mts';
import { ORDER } from './orders.mts';
import { startWebServer, type WebServer } from '../servers/webServer.mts';
import type { WorkflowNode } from '../n8n/workflow.mts';

/** A video that came out of a workflow, and the order that it came out for. */
interface Delivery {
	video: string;
	paired: string;
}

/** A server that takes what workflows deliver. */
export interface Deliveries extends Pick<WebServer, 'close'> {
	/** The end of a workflow, which delivers each video here. */
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

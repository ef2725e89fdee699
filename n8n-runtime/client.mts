import { setTimeout as sleep } from 'node:timers/promises';
import type {
	IConnections,
	ICredentialDataDecryptedObject,
	INode,
	INodeCredentialTestResult,
	INodeExecutionData,
	IRunExecutionData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { parse } from 'flatted';
import { pauseAfter } from './pauseAfter.mts';
import { readData, sendRestRequest } from './restRequest.mts';

/** The login of every n8n that is started here; it is deleted together with n8n. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Kling',
	lastName: 'Owner',
	password: 'Motion-Control-1',
};

const POLL_MS = 100;
const LONGEST_POLL_MS = 1000;
const PUBLISHED_WITHIN_MS = 30_000;
const STORED_WITHIN_MS = 20_000;
/** n8n binds a session to the browser that signed in; a page needs it in localStorage `n8n-browserId`. */
const BROWSER_ID = 'kling-browser';

export interface Credential {
	id: string;
	name: string;
	type: string;
}

export interface Workflow {
	id: string;
	name: string;
	nodes: INode[];
	connections: IConnections;
	versionId: string;
}

/** What it takes to create a workflow. */
export type NewWorkflow = Pick<Workflow, 'name' | 'connections'> & {
	nodes: Array<Partial<INode>>;
	settings?: object;
};

/** One run of a workflow. */
export interface Execution {
	id: string;
	status: 'new' | 'running' | 'waiting' | 'success' | 'error' | 'canceled' | 'crashed' | 'unknown';
	mode: WorkflowExecuteMode;
	data: IRunExecutionData;
	/** What nodes have noted, which the list of executions shows. */
	customData: Record<string, string>;
}

/** An execution as n8n sends it. */
type StoredExecution = Omit<Execution, 'data'> & { data: string };

/** n8n's REST API, as the editor uses it, signed in as the owner. */
export class N8nClient {
	private constructor(
		readonly origin: string,
		/** The session's cookie; valid only together with {@link browserId}. */
		readonly cookie: string,
	) {}

	/** The browser that the session belongs to. */
	readonly browserId = BROWSER_ID;

	/** Creates the owner of a new n8n and signs in. */
	static async setUp(origin: string): Promise<N8nClient> {
		return new N8nClient(origin, await signIn(`${origin}/rest/owner/setup`, OWNER));
	}

	/** Signs in again, for example after a restart. */
	static async logIn(origin: string): Promise<N8nClient> {
		const login = { emailOrLdapLoginId: OWNER.email, password: OWNER.password };
		return new N8nClient(origin, await signIn(`${origin}/rest/login`, login));
	}

	async createCredential(
		name: string,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<Credential> {
		return await this.post<Credential>('/credentials', { name, type, data });
	}

	/** Tests a credential, as its Test button does. */
	async testCredential(
		credential: Credential,
		data: ICredentialDataDecryptedObject,
	): Promise<INodeCredentialTestResult> {
		const { id, name, type } = credential;
		return await this.post('/credentials/test', { credentials: { id, name, type, data } });
	}

	async createWorkflow(workflow: NewWorkflow): Promise<Workflow> {
		// `active`, because n8n 1.x has no default for it.
		return await this.post('/workflows', { settings: {}, active: false, ...workflow });
	}

	/** The workflow as n8n stores it and the editor exports it. */
	async exportWorkflow(workflowId: string): Promise<Workflow> {
		return await this.get(`/workflows/${workflowId}`);
	}

	/** Publishes a workflow, and waits until its triggers and webhooks are active. */
	async activate(workflow: Workflow): Promise<void> {
		const { id, versionId } = workflow;
		const statusPath = `/workflows/${id}/publication-status`;
		if (!(await this.offers(statusPath))) {
			// Older versions of n8n respond only when it is done.
			await this.activateAtOnce(workflow);
			return;
		}
		await this.post(`/workflows/${id}/activate`, { versionId });
		const deadline = Date.now() + PUBLISHED_WITHIN_MS;
		for (;;) {
			const { status } = await this.get<{ status: string }>(statusPath);
			if (status === 'published') return;
			if (Date.now() > deadline) throw new Error(`Workflow ${id} stays "${status}"`);
			await sleep(POLL_MS);
		}
	}

	/**
	 * Starts a workflow at its manual trigger. Resolves with the id of the execution, which is still
	 * running.
	 */
	async run(workflowId: string, triggerName: string): Promise<string> {
		const { executionId } = await this.post<{ executionId: string }>(
			`/workflows/${workflowId}/run`,
			{
				// n8n 1.x runs the workflow that it is sent, later versions run the stored one.
				workflowData: await this.exportWorkflow(workflowId),
				triggerToStartFrom: { name: triggerName },
			},
		);
		return executionId;
	}

	/** The execution as it is now. */
	async getExecution(id: string): Promise<Execution> {
		const deadline = Date.now() + STORED_WITHIN_MS;
		for (;;) {
			try {
				const execution = await this.get<StoredExecution>(`/executions/${id}`);
				return { ...execution, data: parse(execution.data) as IRunExecutionData };
			} catch (error) {
				// n8n 2.20 fails like this while an execution that has just started has no data.
				if (!String(error).includes("reading 'resultData'") || Date.now() > deadline) throw error;
				await sleep(POLL_MS);
			}
		}
	}

	/** The ids of a workflow's executions, newest first. */
	async listExecutions(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.get<{ results: Array<{ id: string }> }>(
			`/executions?filter=${filter}`,
		);
		return results.map(({ id }) => id);
	}

	/** Waits until the execution has ended, successfully or not. */
	async waitForExecution(id: string, withinMs = 60_000): Promise<Execution> {
		const deadline = Date.now() + withinMs;
		for (;;) {
			const askedAt = performance.now();
			const execution = await this.getExecution(id);
			const isRunning = ['new', 'running', 'waiting'].includes(execution.status);
			// n8n 1.x stores the data a moment after the status.
			if (!isRunning && isStored(execution)) return execution;
			if (Date.now() > deadline) throw new Error(`Execution ${id} is still ${execution.status}`);
			// A busy n8n, which many executions may be waited for, is asked less often.
			await sleep(pauseAfter(askedAt, POLL_MS, LONGEST_POLL_MS));
		}
	}

	async stopExecution(id: string): Promise<void> {
		await this.post(`/executions/${id}/stop`, {});
	}

	/** Presses *Retry with original workflow* in the list of executions, and waits for the end of the new execution. */
	async retryExecution(id: string): Promise<Execution> {
		await this.post(`/executions/${id}/retry`, { loadWorkflow: false });
		const { results } = await this.get<{ results: Array<{ id: string; retryOf?: string }> }>(
			'/executions?filter=%7B%7D',
		);
		const retried = results.find(({ retryOf }) => retryOf === id);
		if (!retried) throw new Error(`No execution says that it retries ${id}`);
		return await this.waitForExecution(retried.id);
	}

	/** The bytes of a file in an item. */
	async download(item: INodeExecutionData, field = 'data'): Promise<Buffer> {
		const file = item.binary?.[field];
		if (!file) throw new Error(`The item has no file in "${field}"`);
		if (!file.id) return Buffer.from(file.data, 'base64');
		const query = new URLSearchParams({ id: file.id, action: 'download', mimeType: file.mimeType });
		const response = await this.request('GET', `/binary-data?${query}`);
		return Buffer.from(await response.arrayBuffer());
	}

	/** Sends a GET below /rest; returns the `data` of the response. */
	async get<T>(path: string): Promise<T> {
		return await readData<T>(await this.request('GET', path));
	}

	/** Sends a POST below /rest; returns the `data` of the response. */
	async post<T>(path: string, body: object): Promise<T> {
		return await readData<T>(await this.request('POST', path, body));
	}

	private async activateAtOnce({ id, versionId }: Workflow): Promise<void> {
		try {
			await this.post(`/workflows/${id}/activate`, { versionId });
		} catch (error) {
			if (!String(error).includes('HTTP 404')) throw error;
			await this.request('PATCH', `/workflows/${id}`, { active: true, versionId });
		}
	}

	private async offers(path: string): Promise<boolean> {
		const { status } = await fetch(`${this.origin}/rest${path}`, { headers: this.headers() });
		return status !== 404;
	}

	private headers(): Record<string, string> {
		return { cookie: this.cookie, 'browser-id': BROWSER_ID };
	}

	private async request(method: string, path: string, body?: object): Promise<Response> {
		return await sendRestRequest(`${this.origin}/rest${path}`, method, this.headers(), body);
	}
}

function isStored({ data }: { data?: IRunExecutionData }): boolean {
	return data !== undefined;
}

/** The output items of a node's last run. */
export function outputOf(execution: Execution, nodeName: string, output = 0): INodeExecutionData[] {
	const runs = execution.data.resultData.runData[nodeName] ?? [];
	return runs.at(-1)?.data?.main?.[output] ?? [];
}

async function signIn(url: string, body: object): Promise<string> {
	const response = await sendRestRequest(url, 'POST', { 'browser-id': BROWSER_ID }, body);
	const cookie = response.headers.getSetCookie().find((text) => text.startsWith('n8n-auth='));
	if (!cookie) throw new Error('n8n gave no session');
	return cookie.split(';', 1)[0] as string;
}

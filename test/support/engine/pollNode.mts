import {
	Workflow,
	type IDataObject,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IPollFunctions,
	type WorkflowActivateMode,
} from 'n8n-workflow';
import { KlingMotionControlPollingTrigger } from '../../../nodes/KlingMotionControlPollingTrigger/KlingMotionControlPollingTrigger.node';
import { createAdditionalData } from './additionalData.mts';
import { core } from './n8nCore.mts';

const TRIGGER = 'Kling Motion Control Polling Trigger';

/** A published workflow with our polling trigger, which polls when a test says so. */
export class PolledTrigger {
	private readonly node: INode;

	private readonly workflow: Workflow;

	private context: IPollFunctions;

	private budgetMs = 60_000;

	private readonly type = new KlingMotionControlPollingTrigger();

	private constructor(
		private readonly credential: ICredentialDataDecryptedObject,
		parameters: INodeParameters,
	) {
		const type = this.type;
		this.workflow = new Workflow({
			id: `workflow-${Math.random()}`,
			name: 'Test',
			active: true,
			nodes: [
				{
					id: TRIGGER,
					name: TRIGGER,
					type: TRIGGER,
					typeVersion: 1,
					position: [0, 0],
					parameters,
					credentials: { klingMotionControlApi: { id: '1', name: 'Kling account' } },
				},
			],
			connections: {},
			nodeTypes: {
				getByName: () => type,
				getByNameAndVersion: () => type,
				getKnownTypes: () => ({}),
			},
		});
		this.node = this.workflow.getNode(TRIGGER) as INode;
		this.context = this.createContext('activate');
	}

	/** A trigger that hasn't polled yet. */
	static create(
		credential: ICredentialDataDecryptedObject,
		parameters: INodeParameters = {},
	): PolledTrigger {
		return new PolledTrigger(credential, parameters);
	}

	/** A trigger that has polled once, because n8n has activated the workflow. */
	static async publish(
		...parameters: Parameters<typeof PolledTrigger.create>
	): Promise<PolledTrigger> {
		const trigger = PolledTrigger.create(...parameters);
		await trigger.poll();
		return trigger;
	}

	/** Polls, and returns the items that start the workflow. */
	async poll(): Promise<INodeExecutionData[]> {
		const [items = []] = (await this.type.poll.call(this.context)) ?? [];
		return items;
	}

	/** Activates the workflow again, for the given reason. Doesn't poll; a test has to do that. */
	activate(reason: WorkflowActivateMode): void {
		this.context = this.createContext(reason);
	}

	/** A copy of what the node has kept. */
	staticData(): IDataObject {
		return structuredClone({ ...this.workflow.getStaticData('node', this.node) });
	}

	/**
	 * Goes on as n8n does with durable cursors, which have a new context for each poll, and store
	 * nothing of the first one, at activation.
	 *
	 * @param stored the node's static data
	 */
	pollDurably(stored: IDataObject = {}): void {
		this.workflow.staticData[`node:${TRIGGER}`] = stored;
		this.context = this.createContext('update');
	}

	/** Gives the following polls this many milliseconds each. */
	limitPolls(budgetMs: number): void {
		this.budgetMs = budgetMs;
		this.context = this.createContext('update');
	}

	/** Does what "Fetch Test Event" in the editor does. */
	async test(): Promise<INodeExecutionData[]> {
		const [items = []] = (await this.type.poll.call(this.createContext('manual', 'manual'))) ?? [];
		return items;
	}

	useCredential(id: string): void {
		this.node.credentials = { klingMotionControlApi: { id, name: 'Another account' } };
	}

	private createContext(
		activation: WorkflowActivateMode,
		mode: 'trigger' | 'manual' = 'trigger',
	): IPollFunctions {
		const additionalData = createAdditionalData(this.credential);
		const context = new core.PollContext(
			this.workflow,
			this.node,
			additionalData,
			mode,
			activation,
		);
		return Object.assign(context, { getPollBudgetMs: () => this.budgetMs });
	}
}

import { afterEach } from '@jest/globals';
import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Task } from '../../../emulator/task.mts';
import { outputOf, type Execution, type NewWorkflow } from '../../../n8n-runtime/client.mts';
import { useE2e, type E2e } from './useE2e.mts';
import { pollUntil } from '../pollUntil.mts';
import type { StageOptions } from './useStage.mts';
import { chain, KLING, manualTrigger, type WorkflowNode } from './workflow.mts';

/**
 * Executions that wait for callbacks, and an emulated Kling whose tasks end when a test says so.
 */
export interface CallbackTest {
	readonly e2e: E2e;
	/** In order of creation. */
	readonly tasks: readonly Task[];
	/** Our node, which by default makes a video and waits for callbacks. */
	node: (parameters?: INodeParameters, settings?: Partial<INode>) => WorkflowNode;
	/** Creates a workflow and starts it by hand. Resolves with the execution's id. */
	start: (workflow: NewWorkflow) => Promise<string>;
	/**
	 * Does the same with a workflow of these nodes in a row, and waits until the execution is parked.
	 */
	park: (...nodes: WorkflowNode[]) => Promise<string>;
	/**
	 * Waits until a number of tasks exist, the execution is parked, and no callback is under way, so
	 * that the test causes all callbacks from then on.
	 */
	untilParked: (executionId: string, tasks?: number) => Promise<void>;
	isParked: (executionId: string) => Promise<boolean>;
	/** The video of the item with this `n`, which is in the prompt. */
	videoOfItem: (n: number) => string | undefined;
	/** Makes all tasks succeed, the newest first. */
	finishAll: () => void;
	/** Waits until the execution has ended. */
	end: (executionId: string) => Promise<Execution>;
	/** Waits until the execution has ended; returns the output of our node's last run. */
	output: (executionId: string) => Promise<INodeExecutionData[]>;
}

const ON_CALLBACK = { resume: 'callback', prompt: '={{ String($json.n) }}', options: {} };
const PARKED_WITHIN_MS = 60_000;
const DELIVERED_WITHIN_MS = 60_000;
/** When n8n has just started, the node holds callbacks back for a minute. */
const ENDS_WITHIN_MS = 110_000;

/** Sets the stage up for the tests of a file. */
export function useCallbackTest({ emulator, ...options }: StageOptions = {}): CallbackTest {
	const e2e = useE2e({
		emulator: { checkMedia: false, hold: true, quota: 100, jobDurationMs: 20, ...emulator },
		...options,
	});
	// Otherwise, the requests that n8n makes because of them would count in the next test.
	afterEach(async () => await e2e.emulator.callbacks.delivered(), DELIVERED_WITHIN_MS);
	const test: CallbackTest = {
		e2e,
		get tasks() {
			return e2e.emulator.tasks;
		},
		node: (parameters, settings) =>
			e2e.node({ parameters: { ...ON_CALLBACK, ...parameters }, settings }),
		start: async (workflow) => {
			const { client } = e2e.stage;
			const { id } = await client.createWorkflow(workflow);
			return await client.run(id, manualTrigger().name);
		},
		park: async (...nodes) => {
			const id = await test.start(chain(manualTrigger(), ...nodes));
			await test.untilParked(id);
			return id;
		},
		untilParked: async (id, tasks = 1) => {
			await pollUntil(
				async () => test.tasks.length >= tasks && (await test.isParked(id)),
				PARKED_WITHIN_MS,
			);
			await e2e.emulator.callbacks.delivered();
		},
		isParked: async (id) => (await e2e.stage.client.getExecution(id)).status === 'waiting',
		videoOfItem: (n) => videoOf(test.tasks.find(({ body }) => body.prompt === `${n}`)),
		finishAll: () => {
			for (const { id } of test.tasks.toReversed()) e2e.emulator.finish(id);
		},
		end: async (id) => await e2e.stage.client.waitForExecution(id, ENDS_WITHIN_MS),
		output: async (id) => outputOf(await test.end(id), KLING),
	};
	return test;
}

/** The callback URL of a task, which resumes the execution that waits for it. */
export function resumeUrlOf(task: Task | undefined): string {
	return task?.body.callback_url ?? '';
}

/** The id of the execution that waits for a task. */
export function executionOf(task: Task | undefined): string {
	return /\/webhook-waiting\/(\d+)/.exec(resumeUrlOf(task))?.[1] ?? '';
}

/** The video of a task, as in the output of our node. */
export function videoOf(task: Task | undefined): string | undefined {
	return task?.videos[0]?.url;
}

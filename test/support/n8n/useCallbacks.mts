import { afterEach } from '@jest/globals';
import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Task } from '../../../emulator/task.mts';
import { outputOf, type Execution, type NewWorkflow } from '../../../n8n-runtime/client.mts';
import { useE2e, type E2e } from './useE2e.mts';
import { pollUntil } from '../pollUntil.mts';
import type { StageOptions } from './useStage.mts';
import { chain, KLING, manualTrigger, type WorkflowNode } from './workflow.mts';

/** Executions that wait until Kling calls them back, and a Kling whose tasks end when a test says so. */
export interface CallbackTest {
	readonly e2e: E2e;
	/** In order of creation. */
	readonly tasks: readonly Task[];
	/** Our node, which makes a video and waits for callbacks unless the parameters say something else. */
	node: (parameters?: INodeParameters, settings?: Partial<INode>) => WorkflowNode;
	/** Creates a workflow, and starts it by hand; resolves with the execution's id. */
	start: (workflow: NewWorkflow) => Promise<string>;
	/** The same with a workflow of these nodes, one after the other, until the execution is parked. */
	park: (...nodes: WorkflowNode[]) => Promise<string>;
	/**
	 * Waits until so many tasks exist, the execution is parked, and no callback is on its way: what is
	 * called back then, the test has caused.
	 */
	untilParked: (executionId: string, tasks?: number) => Promise<void>;
	isParked: (executionId: string) => Promise<boolean>;
	/** The video of the item whose `n` is this: our node tells it in the prompt. */
	videoOfItem: (n: number) => string | undefined;
	/** Lets all tasks succeed, the newest first. */
	finishAll: () => void;
	/** Waits until the execution has ended. */
	end: (executionId: string) => Promise<Execution>;
	/** The same; what our node put out in its last run. */
	output: (executionId: string) => Promise<INodeExecutionData[]>;
}

const ON_CALLBACK = { resume: 'callback', prompt: '={{ String($json.n) }}', options: {} };
const PARKED_WITHIN_MS = 60_000;
const DELIVERED_WITHIN_MS = 60_000;

/** Sets the stage up for the tests of a file. */
export function useCallbackTest({ emulator, ...options }: StageOptions = {}): CallbackTest {
	const e2e = useE2e({
		emulator: { checkMedia: false, hold: true, quota: 100, jobDurationMs: 20, ...emulator },
		...options,
	});
	// Or what n8n still asks because of them would count for the next test.
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
		end: async (id) => await e2e.stage.client.waitForExecution(id),
		output: async (id) => outputOf(await test.end(id), KLING),
	};
	return test;
}

/** Where the callbacks about a task go: the execution that waits for it. */
export function resumeUrlOf(task: Task | undefined): string {
	return task?.body.callback_url ?? '';
}

/** The id of the execution that waits for a task. */
export function executionOf(task: Task | undefined): string {
	return /\/webhook-waiting\/(\d+)/.exec(resumeUrlOf(task))?.[1] ?? '';
}

/** The video of a task, as our node puts it out. */
export function videoOf(task: Task | undefined): string | undefined {
	return task?.videos[0]?.url;
}

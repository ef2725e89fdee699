import type { INodeParameters } from 'n8n-workflow';
import type { Task } from '../../../emulator/task.mts';
import { TriggerWorkflow, type CallbackAnswer } from './trigger.mts';
import { createEndedTask, startedTasks } from './triggerTasks.mts';
import { useE2e, type E2e } from './useE2e.mts';

/** A stage for workflows that our callback trigger starts. */
export interface TriggerTest {
	readonly e2e: E2e;
	/** Publishes a workflow with the trigger. */
	publish: (parameters?: INodeParameters) => Promise<TriggerWorkflow>;
	/** Creates a task that has ended; it has failed when there is a reason. */
	createEndedTask: (fails?: string) => Promise<Task>;
	/** The tasks that have started the workflow so far. */
	startedBy: (trigger: TriggerWorkflow) => Promise<unknown[]>;
}

/** Sets a stage up for the tests of a file. */
export function useTriggerTest(): TriggerTest {
	const e2e = useE2e({ emulator: { checkMedia: false } });
	return {
		e2e,
		publish: async (parameters) => await TriggerWorkflow.publish(e2e.stage, parameters),
		createEndedTask: async (fails) => await createEndedTask(e2e.emulator, { fails }),
		startedBy: async (trigger) => await startedTasks(trigger, e2e.emulator),
	};
}

/** A response of the trigger to a callback. */
export function reply(status: number, message: string): CallbackAnswer {
	return { status, text: JSON.stringify({ message }) };
}

/** The response to a callback that starts the workflow. */
export const ACCEPTED = reply(200, 'accepted');

import type { Emulator } from '../../../emulator/server.mts';
import type { Task, TaskStatus } from '../../../emulator/task.mts';
import type { Ending } from '../../../emulator/taskStore.mts';
import { AUTHORIZATION, REQUEST_BODY } from '../servers/emulatorClient.mts';
import { pollUntil } from '../pollUntil.mts';
import { call, type TriggerWorkflow } from './trigger.mts';

const STARTS_WITHIN_MS = 60_000;

/** Creates a task that doesn't end until `finish` is called. */
export async function createTask(
	emulator: Emulator,
	fields: Record<string, unknown> = {},
): Promise<Task> {
	emulator.nextTask({ hold: true });
	await fetch(`${emulator.baseUrl}/v1/videos/motion-control`, {
		method: 'POST',
		headers: { ...AUTHORIZATION, 'Content-Type': 'application/json' },
		body: JSON.stringify({ ...REQUEST_BODY, ...fields }),
	});
	return emulator.tasks.at(-1) as Task;
}

/** Creates a task that has ended; it has failed when there is a reason. */
export async function createEndedTask(emulator: Emulator, ending: Ending = {}): Promise<Task> {
	const task = await createTask(emulator);
	emulator.finish(task.id, ending);
	return task;
}

/** The body of a callback about a task; by default it tells the truth. */
export function claim({ id, status }: Task, claimed: TaskStatus = status) {
	return { task_id: id, task_status: claimed };
}

/**
 * The tasks that have started the workflow so far. To know that all earlier callbacks have been
 * processed, this sends one more genuine callback, and leaves its task out.
 */
export async function startedTasks(
	trigger: TriggerWorkflow,
	emulator: Emulator,
	callBack: (task: Task) => Promise<unknown> = async (task) => await call(trigger.url, claim(task)),
): Promise<unknown[]> {
	const last = await createEndedTask(emulator);
	await callBack(last);
	let ids: unknown[] = [];
	await pollUntil(async () => {
		ids = (await trigger.items(0)).map(({ json }) => json.task_id);
		return ids.includes(last.id);
	}, STARTS_WITHIN_MS);
	return ids.filter((id) => id !== last.id);
}

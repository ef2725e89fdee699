import type { Task } from '../../../emulator/task.mts';
import { createTask } from '../servers/createTask.mts';
import { PolledTrigger } from './pollNode.mts';
import { useEmulator } from './useEmulator.mts';

/** An account whose tasks end when a test says so, and the polling trigger that watches it. */
export function usePolledAccount() {
	const kling = useEmulator({ hold: true, quota: 100 });

	const createRunning = async (externalId?: string) => await createTask(kling.emulator, externalId);

	const createEnded = async (fails?: string, externalId?: string): Promise<Task> => {
		const task = await createRunning(externalId);
		kling.emulator.finish(task.id, { fails });
		return task;
	};

	const publish = async (parameters = {}) =>
		await PolledTrigger.publish(kling.credential, parameters);

	return { kling, createRunning, createEnded, publish };
}

/** The ids of the tasks that a poll brings. */
export async function pollIds(trigger: PolledTrigger): Promise<unknown[]> {
	return (await trigger.poll()).map(({ json }) => json.task_id);
}

import type { Emulator } from '../../../emulator/server.mts';
import type { Task } from '../../../emulator/task.mts';
import { AUTHORIZATION, REQUEST_BODY } from './request.mts';

/** Creates a task without the node. Its files are never fetched. */
export async function createTask(
	{ baseUrl, tasks }: Emulator,
	externalTaskId?: string,
): Promise<Task> {
	const count = tasks.length;
	await fetch(`${baseUrl}/v1/videos/motion-control`, {
		method: 'POST',
		headers: { ...AUTHORIZATION, 'Content-Type': 'application/json' },
		body: JSON.stringify({ ...REQUEST_BODY, external_task_id: externalTaskId }),
	});
	const task = tasks[count];
	if (!task) throw new Error('The emulator has made no task');
	return task;
}

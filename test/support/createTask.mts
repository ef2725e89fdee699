import type { Emulator } from '../../emulator/server.mts';
import type { Task } from '../../emulator/task.mts';

/** Makes a task without the node, as if long ago; nobody fetches its files. */
export async function createTask(
	{ baseUrl, tasks }: Emulator,
	externalTaskId?: string,
): Promise<Task> {
	const count = tasks.length;
	await fetch(`${baseUrl}/v1/videos/motion-control`, {
		method: 'POST',
		headers: { Authorization: 'Bearer test-token', 'Content-Type': 'application/json' },
		body: JSON.stringify({
			image_url: 'http://127.0.0.1/character.png',
			video_url: 'http://127.0.0.1/reference.mp4',
			character_orientation: 'image',
			mode: 'std',
			external_task_id: externalTaskId,
		}),
	});
	const task = tasks[count];
	if (!task) throw new Error('The emulator has made no task');
	return task;
}

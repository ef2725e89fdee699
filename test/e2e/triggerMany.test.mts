import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { postCallback } from '../../emulator/callbacks.mts';
import type { Task } from '../../emulator/task.mts';
import { useE2e } from '../support/e2e.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { TriggerWorkflow } from '../support/trigger.mts';
import { startedTasks } from '../support/triggerTasks.mts';
import { items } from '../support/workflow.mts';

const TASKS = 100;
const FAILING = 20;
const COPIES = 2;
const STATUSES = 3;
const FORGED = 30;
/** Long enough that callbacks of all statuses overtake each other. */
const SPREAD_MS = 8000;
const ENDS_WITHIN_MS = 240_000;

const e2e = useE2e({ emulator: { checkMedia: false, quota: TASKS + 1, jobDurationMs: 6000 } });

/** Creates the tasks with our node, one an item. */
async function createTasks(callbackUrl: string): Promise<void> {
	const { callbacks } = e2e.emulator;
	callbacks.plan = { copies: COPIES, spreadMs: SPREAD_MS, attempts: 100 };
	for (let index = 0; index < TASKS; index++) {
		const isFailing = index % (TASKS / FAILING) === 0;
		e2e.emulator.nextTask(isFailing ? { fails: 'Image pixel is invalid' } : {});
	}
	const create = e2e.node({
		parameters: { operation: 'create', additionalFields: { callbackUrl } },
	});
	const { error } = await e2e.run(items(...new Array<object>(TASKS).fill({})), create);
	expect(error).toBeUndefined();
}

/** Every third one is about a task that there is, every third one about none, every third one about nothing. */
async function forge(url: string, count: number): Promise<Array<number | null>> {
	const { tasks } = e2e.emulator;
	const videos = [{ id: '1', url: 'https://evil.example/video.mp4', duration: '5' }];
	const rest = { task_status: 'succeed', task_result: { videos } };
	const bodies = Array.from({ length: count }, (_, index) => {
		if (index % 3 === 0) return { task_id: tasks[index * 2]?.id, ...rest };
		return index % 3 === 1 ? { task_id: `none-${index}`, ...rest } : { id: index };
	});
	return await Promise.all(
		bodies.map(async (body) => await postCallback(url, JSON.stringify(body), null)),
	);
}

const accepted = () =>
	e2e.emulator.callbacks.sent.filter(({ httpStatus }) => httpStatus === 200).length;

describe('a hundred tasks that our node creates', () => {
	let trigger: TriggerWorkflow;

	it(
		'start a hundred executions, whatever comes twice, in any order, forged, or while n8n restarts',
		async () => {
			const { stage, emulator } = e2e;
			trigger = await TriggerWorkflow.publish(stage);
			const T=Date.now(); const log=(m: string)=>process.stderr.write(`${Date.now()-T} ${m}\n`);
			await createTasks(trigger.url); log('created');
			const forged = await forge(trigger.url, FORGED / 2);
			await pollUntil(() => accepted() > (TASKS * COPIES * STATUSES) / 2, ENDS_WITHIN_MS);
			const before = accepted();
			log(`restart ${before}`); const before2 = emulator.callbacks.sent.length; const sigterm = new Date().toISOString(); await stage.n8n.restart(); log('restarted '+sigterm);
			forged.push(...(await forge(trigger.url, FORGED / 2)));
			await pollUntil(() => accepted() >= TASKS * COPIES * STATUSES, ENDS_WITHIN_MS);
			log('all accepted');await sleep(3000); const n=(await trigger.listExecutions()).length; log(`executions ${n}`); const started = await trigger.items(n);
 process.stderr.write(stage.n8n.log().split('\n').filter((l)=>/Stopping|Received SIG|Waiting for|exited/.test(l)).join('\n')+'\n'); for (const t of emulator.tasks) if (!started.some(({json})=>json.task_id===t.id)) process.stderr.write('LOST '+JSON.stringify(emulator.callbacks.sent.map((c,i)=>({...c,i})).filter((c)=>c.taskId===t.id&&['succeed','failed'].includes(c.status)))+` restart at ${before2}\n`);
			console.log(
				`accepted ${accepted()}, ${before} before the restart; sent ${emulator.callbacks.sent.length}; forged ${forged.join()}; executions ${started.length}`,
			);
			const videos = started.map(({ json }) => [json.task_id, json.video_url]);
			expect(videos.toSorted()).toEqual(
				emulator.tasks.map(({ id, videos: [video] }) => [id, video?.url ?? null]).toSorted(),
			);
		},
		ENDS_WITHIN_MS * 2,
	);
});

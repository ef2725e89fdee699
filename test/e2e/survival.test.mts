import { describe, expect, it } from '@jest/globals';
import { KLING } from '../support/n8n/workflow.mts';
import type { Fault } from '../../emulator/faults.mts';
import { outputOf } from '../../n8n-runtime/client.mts';
import { useE2e } from '../support/n8n/useE2e.mts';

const FAILURES = 20;
/** While queries fail, the node asks less and less often, in the end every four to five seconds. */
const ENDS_WITHIN_MS = 120_000;

/** The faults happen in turn. */
const FAULTS: Array<Omit<Fault, 'on'>> = [
	{ error: { code: 5000 } },
	{ reset: true },
	{ html: true },
	{ empty: true },
	{ error: { code: 5001 } },
	{ html: true, status: 200 },
	{ error: { code: 1302 } },
	{ empty: true, status: 503 },
	{ body: { hello: 'from another service' } },
	{ error: { code: 5002 } },
];

const e2e = useE2e();

describe('a wait', () => {
	it(
		'survives twenty failed queries in a row and returns the video',
		async () => {
			for (let index = 0; index < FAILURES; index++) {
				e2e.emulator.faults.add({ on: 'get', ...FAULTS[index % FAULTS.length] });
			}
			const id = await e2e.stage.start(e2e.node({ parameters: { downloadVideo: true } }));
			const execution = await e2e.stage.client.waitForExecution(id, ENDS_WITHIN_MS);
			expect(e2e.emulator.counts.queries).toBe(FAILURES + 1);
			const [item] = outputOf(execution, KLING);
			expect(item).toMatchObject({
				json: { task_status: 'succeed', video_url: e2e.emulator.tasks[0]?.videos[0]?.url },
				binary: { data: { mimeType: 'video/mp4' } },
			});
		},
		ENDS_WITHIN_MS + 10_000,
	);
});

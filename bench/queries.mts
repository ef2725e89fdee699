import { startEmulator } from '../emulator/server.mts';
import { chain, items, kling, manualTrigger } from '../test/support/n8n/workflow.mts';
import { rounded, table } from './markdown.mts';
import { createCredential, runWorkflow, withFastWorkbench, type Workbench } from './workbench.mts';

const SPEED = 20;
const VIDEOS = 100;
const JOB_S = 300;
/** How often n8n's Gemini node asks, for one task per query (n8n facts §8). */
const PEER_INTERVAL_S = 5;

/** Measures what it takes to learn that many videos have ended. */
export async function measureQueries(workbench: Workbench): Promise<string> {
	const queries = await withFastWorkbench(workbench, SPEED, async (fast) => {
		const emulator = await startEmulator({
			checkMedia: false,
			pace: fast.pace,
			jobDurationMs: JOB_S * 1000,
			quota: VIDEOS,
		});
		try {
			const credential = await createCredential(fast, emulator);
			const rows = Array.from({ length: VIDEOS }, (_value, row) => ({ row }));
			const node = kling(credential, {
				operation: 'createAndWait',
				imageUrl: 'http://127.0.0.1/character.png',
				videoUrl: 'http://127.0.0.1/reference.mp4',
			});
			await runWorkflow(fast, chain(manualTrigger(), items(...rows), node));
			return emulator.counts.queries + emulator.counts.listQueries;
		} finally {
			await emulator.close();
		}
	});
	const peer = JOB_S / PEER_INTERVAL_S;
	return [
		`${VIDEOS} videos of ${JOB_S / 60} minutes, all at once; time goes ${SPEED} times faster. The other row is reckoned, not measured: a query for one task every ${PEER_INTERVAL_S} s.`,
		table(
			['Way', 'Queries per video', 'Ratio'],
			[
				['Create and Wait, every 10 s', rounded(queries / VIDEOS, 2), '1.0'],
				[
					`one task a query, every ${PEER_INTERVAL_S} s`,
					rounded(peer, 0),
					rounded((peer * VIDEOS) / queries, 0),
				],
			],
		),
	].join('\n\n');
}

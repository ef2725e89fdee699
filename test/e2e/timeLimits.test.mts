import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '../../scripts/temporaryFolder.mjs';
import { useE2e } from '../support/n8n/useE2e.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { startHostileHost, type Hostility } from '../support/servers/hostileHost.mts';

const MOVABLE_CLOCK = new URL('../support/n8n/movableClock.mjs', import.meta.url);
const HOUR = 60 * 60 * 1000;
const LIMIT_S = 9;
/** What a busy machine may add. */
const TOLERANCE_S = 5;
const ENDS_WITHIN_MS = 60_000;

const folder = createTemporaryFolder(join(tmpdir(), 'kling-clock-'));
const clockFile = join(folder.path, 'ahead');
const e2e = useE2e({
	emulator: { hold: true },
	env: { NODE_OPTIONS: `--import ${MOVABLE_CLOCK.href}`, CLOCK_FILE: clockFile },
});
afterAll(async () => await folder.remove());

/** Sets n8n's clock. */
function setClock(ahead: number): void {
	writeFileSync(clockFile, String(ahead));
	process.kill(e2e.stage.n8n.pid, 'SIGUSR2');
}
afterEach(() => setClock(0));

const options = { pollingInterval: 1, timeLimit: LIMIT_S / 60 };
const queries = () => e2e.emulator.requests.filter(({ operation }) => operation === 'get').length;

/** Waits until the node has asked for its task so many times more. */
async function seeQueries(more: number): Promise<void> {
	const before = queries();
	await pollUntil(() => queries() >= before + more, 20_000);
}

describe.each([
	['ahead', HOUR],
	['back', -HOUR],
])("n8n's clock, set an hour %s during a wait", (_direction, ahead) => {
	it(
		'lets the node go on asking, until the video is ready',
		async () => {
			const executionId = await e2e.stage.start(e2e.node());
			await seeQueries(1);
			setClock(ahead);
			await seeQueries(3);
			e2e.emulator.finish(e2e.emulator.tasks[0]?.id ?? '');
			const { data } = await e2e.stage.client.waitForExecution(executionId, ENDS_WITHIN_MS);
			expect(data.resultData.error).toBeUndefined();
		},
		ENDS_WITHIN_MS,
	);

	it(
		'makes the time limit neither shorter nor longer',
		async () => {
			const executionId = await e2e.stage.start(e2e.node({ parameters: { options } }));
			const startedAt = performance.now();
			await seeQueries(1);
			setClock(ahead);
			const { data } = await e2e.stage.client.waitForExecution(executionId, ENDS_WITHIN_MS);
			const seconds = (performance.now() - startedAt) / 1000;
			expect(data.resultData.error?.message).toContain('was not finished');
			expect(seconds).toBeGreaterThan(LIMIT_S - 1);
			expect(seconds).toBeLessThan(LIMIT_S + TOLERANCE_S);
		},
		ENDS_WITHIN_MS,
	);
});

describe('the time limit of a wait', () => {
	it.each<Hostility>(['silence', 'a byte now and then'])(
		'holds whatever the host does: %s',
		async (way) => {
			const host = await startHostileHost(way);
			const data = apiToken(host.origin);
			const credential = await e2e.stage.client.createCredential('Hostile', CREDENTIAL_TYPE, data);
			const parameters = { operation: 'wait', taskId: '1', options };
			const startedAt = performance.now();
			const { error } = await e2e.run(e2e.node({ credential, parameters }));
			const seconds = (performance.now() - startedAt) / 1000;
			await host.close();
			expect(error?.message).toContain('was not finished');
			expect(seconds).toBeGreaterThan(LIMIT_S - 1);
			expect(seconds).toBeLessThan(LIMIT_S + TOLERANCE_S);
		},
		ENDS_WITHIN_MS,
	);
});

import { describe, expect, it } from '@jest/globals';
import { KNOWN_CODES } from '../../kling/api/errorTable';
import {
	creation,
	creationAndWait,
	tokenCredential,
	useEmulator,
} from '../support/engine/useEmulator.mts';

const kling = useEmulator({ jobDurationMs: 40 });

/** How often a query is tried. */
const ALL_TRIES = 5;

describe('a response that is not from Kling', () => {
	it.each([
		['an HTML page with status 200', { html: true, status: 200 }, 'HTTP 200 with an HTML page'],
		['an HTML page with status 502', { html: true, status: 502 }, 'HTTP 502'],
		['an empty body', { empty: true }, 'HTTP 200 with an empty body'],
		['foreign JSON', { body: { hello: 'world' } }, 'without a task in it'],
		['a JSON list in place of a task', { body: { code: 0, data: [] } }, 'without a task in it'],
		['a JSON text', { body: 'ok' }, 'without a task in it'],
	] as const)('%s is named in the error, with what to do', async (_name, fault, expected) => {
		kling.emulator.faults.add({ on: 'get', times: ALL_TRIES, ...fault });
		const { error } = await kling.run({ operation: 'get', taskId: 'any' });
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toContain(expected);
		expect(error?.description).toMatch(/Base URL|Try again/);
		expect(error?.context).toMatchObject({ itemIndex: 0 });
	});

	it('is asked for again before it becomes an error', async () => {
		const taskId = await kling.createTask();
		kling.emulator.faults.add({ on: 'get', html: true, times: ALL_TRIES - 1 });
		const { items } = await kling.run({ operation: 'get', taskId });
		expect(items[0]?.json.task_id).toBe(taskId);
	});

	it('from a web server without that page is an error at once', async () => {
		kling.emulator.faults.add({ on: 'get', html: true, status: 404 });
		const { error } = await kling.run({ operation: 'get', taskId: 'any' });
		expect(error?.message).toContain('HTTP 404 with an HTML page');
		expect(kling.emulator.counts.queries).toBe(1);
	});
});

describe('a redirect', () => {
	it.each([301, 302, 303, 307, 308])(
		'with status %i is not followed, and the error says where it leads, without the query',
		async (status) => {
			const location = `${kling.emulator.baseUrl}/elsewhere?ticket=abc`;
			kling.emulator.faults.add({ on: 'get', status, headers: { location } });
			const { error } = await kling.run({ operation: 'get', taskId: 'any' });
			expect(error?.message).toBe(
				`The API answered HTTP ${status} with a redirect to ${kling.emulator.baseUrl}/elsewhere`,
			);
			expect(error?.description).toContain('Base URL');
			expect(kling.emulator.requests).toHaveLength(1);
		},
	);
});

describe('an error of Kling', () => {
	// Rate and quota lead to the queue, see queue.test.mts.
	const codes = KNOWN_CODES.filter((code) => code !== 1302 && code !== 1303);

	it.each(codes)('%i is reported with status, code, request ID and advice', async (code) => {
		// Internal errors of a create are in exactlyOnce.test.mts.
		const operation = code < 5000 ? 'create' : 'get';
		kling.emulator.faults.add({
			on: operation,
			times: ALL_TRIES,
			error: { code, message: 'Because' },
		});
		const { error } = await kling.run({ ...creation, operation, taskId: 'any' });
		const { status } = kling.emulator.requests.at(-1) ?? {};
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toMatch(/: Because$/);
		expect(error).toMatchObject({ httpCode: String(status), context: { itemIndex: 0 } });
		expect(error?.description).toContain(`Kling code ${code}`);
		expect(error?.description).toMatch(/Kling request ID \S+/);
	});

	it('with HTTP status 200 is an error, too', async () => {
		kling.emulator.faults.add({ on: 'create', error: { code: 1102 }, status: 200 });
		const { error } = await kling.run(creation);
		expect(error?.message).toMatch(/^The resource pack is used up or has expired/);
	});

	it("names the parameter in Kling's own words", async () => {
		const { error } = await kling.run({
			...creation,
			options: { additionalBodyFields: '{"mode": "4k"}' },
		});
		expect(error?.message).toMatch(/^Kling refused a parameter: mode/);
	});

	it('names the item', async () => {
		kling.emulator.faults.add({ on: 'create', taskId: 'b', error: { code: 1301 } });
		const items = ['a', 'b'].map((name) => ({ json: { name } }));
		const options = { externalTaskId: '={{ $json.name }}' };
		const { error } = await kling.run({ ...creation, options }, { items });
		expect(error?.context).toMatchObject({ itemIndex: 1 });
	});
});

describe('an unknown task ID', () => {
	it.each(['get', 'wait'])('is told by %s, with the ID and what to do', async (operation) => {
		const { error } = await kling.run({ operation, taskId: 'no-such-task' });
		expect(error?.message).toBe('Kling knows no video with the ID "no-such-task"');
		expect(error?.description).toContain('Check the ID');
		expect(kling.emulator.counts.queries).toBe(1);
	});
});

describe('a task that failed', () => {
	it.each([
		[
			'Failure to pass the risk control system',
			/second try.*often passes.*change the prompt, the image or the video/,
		],
		['Image pixel is invalid', /300 to 65536 pixels/],
		[
			'Image recognition failed. No complete upper body detected in the image.',
			/Change the image.*upper body/,
		],
		[
			'Something went wrong when we tried to get the contents of the file.',
			/must be public, need no login/,
		],
		['The moon was full', /Change the image, the video or the prompt/],
	])('%s', async (reason, advice) => {
		kling.emulator.nextTask({ fails: reason });
		const { error } = await kling.run(creationAndWait);
		expect(error?.message).toBe(`Kling could not make the video: ${reason}`);
		expect(error?.description).toMatch(advice);
		expect(error?.description).toContain(`Task ID: ${kling.emulator.tasks[0]?.id}`);
	});
});

describe('a credential that Kling refuses', () => {
	it('is an error that says where to look, and does not repeat the key', async () => {
		const credential = tokenCredential(kling.emulator.baseUrl, 'a-wrong-token');
		const result = await kling.run(creation, { credential });
		expect(result.error?.message).toMatch(/^Kling does not know this credential/);
		expect(result.error?.description).toMatch(/Kling API credential/);
		expect(JSON.stringify(result)).not.toContain('a-wrong-token');
	});

	it('does not send the create a second time', async () => {
		const credential = tokenCredential(kling.emulator.baseUrl, 'a-wrong-token');
		await kling.run(creation, { credential });
		expect(kling.emulator.requests).toHaveLength(1);
	});
});

describe('no response', () => {
	it('from a host that refuses the connection names the host, and what to check', async () => {
		const credential = tokenCredential('http://127.0.0.1:1');
		const { error } = await kling.run(creation, { credential });
		expect(error?.message).toContain('No answer from 127.0.0.1');
		expect(error?.description).toContain('Check Region or Base URL');
	});
});

describe('the token', () => {
	it.each([
		['repeats it in a message', { error: { code: 1201, message: 'Bearer test-token is bad' } }],
		['repeats it in its JSON', { status: 400, body: { code: 1201, message: 'test-token' } }],
		['breaks the connection', { reset: true }],
		['answers with a page', { html: true }],
	] as const)('is in no error when the host %s', async (_name, fault) => {
		kling.emulator.faults.add({ on: 'get', times: ALL_TRIES, ...fault });
		const { error } = await kling.run({ operation: 'get', taskId: 'any' });
		expect(error).toBeDefined();
		expect(JSON.stringify(error) + error?.message + error?.stack).not.toContain('test-token');
	});
});

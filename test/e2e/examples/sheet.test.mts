import { expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { outputOf } from '../../../n8n-runtime/client.mts';
import { useExamples } from '../../support/n8n/useExamples.mts';

const QUOTA = 5;
const ROWS = 12;
const BAD_ROW = 7;
const DONE_ROW = 3;

const examples = useExamples({ emulator: { checkMedia: false, quota: QUOTA, jobDurationMs: 500 } });

/** Stands in for Google Sheets. */
function withoutGoogle(node: INode): Partial<INode> | undefined {
	if (node.type !== 'n8n-nodes-base.googleSheets') return undefined;
	if (node.name !== 'Read Rows')
		return { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };
	const jsCode = `return Array.from({ length: ${ROWS} }, (_, index) => ({ json: {
		row_number: index + 2,
		image_url: index === ${BAD_ROW} ? 'a mascot' : 'https://example.com/mascot.png',
		video_url: 'https://example.com/dance.mp4',
		prompt: 'row ' + index,
		result: index === ${DONE_ROW} ? 'https://example.com/done.mp4' : '',
	} }));`;
	return { type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

it('makes a video for each row without one, never more at once than the account allows', async () => {
	const { client, emulator } = examples.stage;
	const workflow = await examples.importExample(
		'google-sheet-two-hundred-mascots.json',
		withoutGoogle,
	);

	const id = await client.run(workflow.id, 'When clicking ‘Execute workflow’');
	const execution = await client.waitForExecution(id);

	const videos = outputOf(execution, 'Write Result').map(({ json }) => json.video_url);
	expect(new Set(videos).size).toBe(ROWS - 2);
	expect(emulator.counts).toMatchObject({ charges: ROWS - 2, maxConcurrent: QUOTA });
	const problems = outputOf(execution, 'Write Problem');
	expect(problems.map(({ json }) => json.error)).toEqual([expect.stringContaining('Image URL')]);
	expect(problems[0]?.pairedItem).toBeDefined();
});

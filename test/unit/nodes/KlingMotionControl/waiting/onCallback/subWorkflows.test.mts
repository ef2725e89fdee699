import { describe, expect, it } from '@jest/globals';
import type { IExecuteFunctions, RelatedExecution } from 'n8n-workflow';
import { checkSubWorkflow } from '../../../../../../nodes/KlingMotionControl/waiting/onCallback/subWorkflows';

const ADDRESS = 'https://n8n.example.com/webhook-waiting/7';
/** A resume URL, which n8n 2.x signs. */
const SIGNED = `${ADDRESS}?signature=abc`;

/** The context of an execution that another one has called. */
function calledBy(parentExecution: Partial<RelatedExecution> | undefined): IExecuteFunctions {
	const context = {
		getNode: () => ({ name: 'Kling' }),
		getExecutionId: () => '7',
		getParentNodes: () => [{ type: 'n8n-nodes-base.executeWorkflowTrigger' }],
		getExecutionDataById: async () => await Promise.resolve({ parentExecution }),
	};
	return context as unknown as IExecuteFunctions;
}

describe('a sub-workflow that is to wait for a callback', () => {
	it('is refused in n8n 1.x, where its caller would go on without its results', async () => {
		await expect(checkSubWorkflow(calledBy({ executionId: '6' }), ADDRESS)).rejects.toMatchObject({
			kind: 'input',
			message: 'A sub-workflow that waits for a callback needs n8n 2: this n8n is older',
			advice: expect.stringContaining('By Polling'),
		});
	});

	it('may wait in n8n 2.x', async () => {
		const check = checkSubWorkflow(calledBy({ executionId: '6', shouldResume: true }), SIGNED);
		await expect(check).resolves.toBeUndefined();
	});

	it.each([
		['that does not wait for it', calledBy({ executionId: '6', shouldResume: false })],
		['that is the user', calledBy(undefined)],
	])('may wait in n8n 1.x for a caller %s', async (_who, context) => {
		await expect(checkSubWorkflow(context, ADDRESS)).resolves.toBeUndefined();
	});

	it('may wait when n8n does not say who has called', async () => {
		const context = { ...calledBy({ executionId: '6' }), getExecutionDataById: undefined };
		const check = checkSubWorkflow(context as unknown as IExecuteFunctions, ADDRESS);
		await expect(check).resolves.toBeUndefined();
	});
});

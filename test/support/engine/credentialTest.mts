import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';
import { testCredential } from '../../../nodes/KlingMotionControl/methods/testCredential';
import { createCredentialTestContext } from './runNode.mts';

/** What the credential's Test button says. */
export async function pressTest(
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const credential = { id: '1', name: 'Kling account', type: 'klingMotionControlApi', data };
	return await testCredential.call(createCredentialTestContext(), credential);
}

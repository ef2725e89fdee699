import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { readCredential } from '../kling/api/credential';

/** A Kling account: an API token, or an access key with its secret key. The nodes test it. */
export class KlingMotionControlApi implements ICredentialType {
	name = 'klingMotionControlApi';

	displayName = 'Kling API';

	icon: Icon = { light: 'file:../icons/kling.svg', dark: 'file:../icons/kling.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-kling-motion-control/n8n-nodes-kling-motion-control/blob/main/docs/credential.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'Create an API key in the <a href="https://kling.ai/dev/api-key" target="_blank">Kling console</a>, and paste it as API Token. The account needs a resource pack for the API. Keys of piapi, fal, kie.ai and other services with an API of their own do not work here. A video of 5 seconds costs about $0.35 (list price of September 2026).',
			name: 'keyNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'API Token',
					value: 'apiToken',
					description: 'One key, from the Kling console or from a gateway',
				},
				{
					name: 'Access Key and Secret Key',
					value: 'accessKey',
					description: 'A pair of keys; n8n signs a short-lived token for each request',
				},
			],
			default: 'apiToken',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { authentication: ['apiToken'] } },
			description: 'The key as the Kling console or the gateway shows it, with or without "Bearer"',
		},
		{
			displayName: 'Access Key',
			name: 'accessKey',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { authentication: ['accessKey'] } },
		},
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { authentication: ['accessKey'] } },
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{ name: 'Global', value: 'global', description: 'Accounts from outside mainland China' },
				{ name: 'China', value: 'china', description: 'Accounts from mainland China' },
				{ name: 'Custom', value: 'custom', description: 'A gateway with the same API' },
			],
			default: 'global',
			description: 'Where the account lives; keys from one region are not known in the other',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://gateway.example.com/kling',
			displayOptions: { show: { region: ['custom'] } },
			description: 'The part before /v1/videos/motion-control; may have a path',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: 'V1', value: 'v1', description: 'Works with every host and both kinds of keys' },
				{
					name: '2.0',
					value: 'v2',
					description: "Kling's own hosts only, with an API token",
				},
			],
			default: 'v1',
			description: 'The version of the API that the host offers; both make the same videos',
		},
		{
			displayName: 'Webhook Secret (Optional)',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. whsec_…',
			description:
				'Only for the trigger with Verify Signature: the secret with which Kling signs its callbacks. Create it in the <a href="https://kling.ai/dev/account-info?tab=webhooks" target="_blank">Kling console</a>.',
		},
	];

	/**
	 * Cleans what was pasted and authorizes the request, with a newly signed token if there is a pair
	 * of keys.
	 */
	authenticate: IAuthenticate = (
		credential: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { authorization } = readCredential(credential);
		const headers = { ...request.headers, Authorization: authorization() };
		return Promise.resolve({ ...request, headers });
	};
}

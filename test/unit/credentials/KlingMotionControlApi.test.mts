import { describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { KlingMotionControlApi } from '../../../credentials/KlingMotionControlApi.credentials';

const credential = new KlingMotionControlApi();
const authenticate = credential.authenticate as (
	data: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;
const request: IHttpRequestOptions = {
	method: 'POST',
	url: 'https://api.example.com/v1/videos/motion-control',
	body: '{}',
	headers: { Accept: 'application/json' },
};

describe('a request with the credential', () => {
	it('has the API token, and is otherwise unchanged', async () => {
		expect(await authenticate({ apiToken: ' Bearer sk-1234\n' }, request)).toEqual({
			...request,
			headers: { Accept: 'application/json', Authorization: 'Bearer sk-1234' },
		});
	});

	it('does not change the original request', async () => {
		await authenticate({ apiToken: 'sk-1234' }, request);
		expect(request.headers).toEqual({ Accept: 'application/json' });
	});

	it('may have no headers before', async () => {
		const { url } = request;
		expect(await authenticate({ apiToken: 'sk-1234' }, { url })).toEqual({
			url,
			headers: { Authorization: 'Bearer sk-1234' },
		});
	});

	it('has a token that is valid now, signed with the secret key', async () => {
		const keys = { authentication: 'accessKey', accessKey: 'AK', secretKey: 'SK' };
		const { headers } = await authenticate(keys, request);
		const token = (headers?.Authorization as string).replace(/^Bearer /, '');
		expect(jwt.verify(token, 'SK', { algorithms: ['HS256'] })).toMatchObject({ iss: 'AK' });
	});
});

describe('the form of the credential', () => {
	const property = (name: string) => credential.properties.find((field) => field.name === name);

	it.each(['apiToken', 'secretKey', 'webhookSecret'])('hides %s', (name) => {
		expect(property(name)?.typeOptions).toEqual({ password: true });
	});

	it.each([
		['authentication', 'apiToken'],
		['region', 'global'],
	])('begins with %s = %s', (name, value) => expect(property(name)?.default).toBe(value));

	it.each([
		['apiToken', { authentication: ['apiToken'] }],
		['accessKey', { authentication: ['accessKey'] }],
		['secretKey', { authentication: ['accessKey'] }],
		['baseUrl', { region: ['custom'] }],
	])('shows %s only when it matters', (name, show) => {
		expect(property(name)?.displayOptions).toEqual({ show });
	});
});

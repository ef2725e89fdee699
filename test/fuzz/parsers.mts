import { networkError } from '../../kling/api/networkErrors';
import { createRedact, toLine } from '../../kling/api/redaction';
import { readRetryAfter } from '../../kling/api/responses';
import { readCredential } from '../../kling/api/credential';
import { parseCallback } from '../../kling/callbacks/parse';
import { findSignatureProblem, isWebhookSecret } from '../../kling/callbacks/signature';
import type { KlingError } from '../../kling/errors';
import { parseJson } from '../../kling/json';
import { decodeBase64 } from '../../kling/media/base64';
import { findImageProblems } from '../../kling/media/image';
import { streamOf, type MediaFile } from '../../kling/media/mediaFile';
import { findVideoProblems } from '../../kling/media/video';
import { findUrlProblems, hostOf, toPathSegment } from '../../kling/url';
import { fakeApi } from '../support/kling/fakeApi.mts';

const BASE_URL = 'https://api.example.com';
const SECRET = 's3cret-key/+==';
const redact = createRedact([SECRET]);

const clientOf = (status: number, body: string) =>
	fakeApi([{ status, body, headers: { 'retry-after': body } }], { secrets: [SECRET] }).client;

const headers = (text: string) => ({ id: text, timestamp: '1781080794', signature: text });

/** All parsers of foreign texts, by name. */
export const TEXT_PARSERS: Record<string, (text: string) => unknown> = {
	parseJson,
	'an answer to a create': async (text) =>
		await clientOf(200, text).create({ external_task_id: 'mine' }),
	'an answer to a query': async (text) => await clientOf(200, text).get('1'),
	'an answer to a list': async (text) => await clientOf(200, text).list(1, 30),
	'an error of a host': async (text) => await clientOf(400, text).get('1'),
	'an error within a host': async (text) =>
		await clientOf(502, text).create({ external_task_id: 'mine' }),
	'an id': async (text) => await clientOf(400, '{}').get(text),
	'a callback': (text) => parseCallback(Buffer.from(text)),
	'a signature': (text) =>
		findSignatureProblem(
			headers(text),
			Buffer.from(text),
			'whsec_dGVzdHNlY3JldHRlc3Q=',
			1781080794,
		),
	'a webhook secret': isWebhookSecret,
	'a credential': (text) =>
		readCredential({ region: 'custom', baseUrl: text, apiToken: text, webhookSecret: text }),
	'a message of an error': (text) => networkError(new Error(text), BASE_URL, redact),
	'a line': (text) => toLine(text, redact, 300),
	'Retry-After': (text) => readRetryAfter(text),
	'a URL': (text) => [findUrlProblems('URL', text, BASE_URL), hostOf(text)],
	'a path': toPathSegment,
	'a Base64 text': (text) => decodeBase64(text, 10_000_000),
};

const fileOf = (bytes: Buffer): MediaFile => ({
	holder: 'The file',
	name: '',
	size: bytes.length,
	open: async () => await Promise.resolve(streamOf(bytes)),
});

/** All parsers of foreign files, by name. */
export const FILE_PARSERS: Record<string, (bytes: Buffer) => unknown> = {
	'an image': async (bytes) => await findImageProblems(fileOf(bytes), 10_000_000),
	'a movie': async (bytes) => await findVideoProblems(fileOf(bytes), 'video'),
};

/** Judged by its name, because tsx may load a class twice, as two kinds of module. */
function isOurs(error: unknown): error is KlingError {
	return error instanceof Error && error.name === 'KlingError';
}

/** Whether a parser may throw this error. */
function isExpected(parser: string, error: unknown): boolean {
	return isOurs(error) || (parser === 'parseJson' && error instanceof SyntaxError);
}

/**
 * Makes one parser read one input.
 *
 * @returns how long it took, in milliseconds
 * @throws Error with the input when the parser throws an error that isn't ours, shows the secret,
 * or takes longer than a second.
 */
export async function tryParser<T extends string | Buffer>(
	name: string,
	parser: (input: T) => unknown,
	input: T,
): Promise<number> {
	const startedAt = performance.now();
	let shown = '';
	try {
		await parser(input);
	} catch (error) {
		if (!isExpected(name, error)) throw new Error(describe(name, input), { cause: error });
		if (isOurs(error)) shown = `${error.message} ${error.advice} ${error.requestId}`;
	}
	const took = performance.now() - startedAt;
	if (took > 1000) throw new Error(`${describe(name, input)} took ${Math.round(took)} ms`);
	if (shown.includes(SECRET)) throw new Error(`${describe(name, input)} shows the secret`);
	return took;
}

function describe(name: string, input: string | Buffer): string {
	const text = typeof input === 'string' ? JSON.stringify(input) : input.toString('base64');
	return `${name} of ${text.slice(0, 2000)}`;
}

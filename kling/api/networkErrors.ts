import { KlingError, type Retry } from '../errors';
import { isObject, textOf } from '../json';
import { toLine, type Redact } from './redaction';
import { hostAndPortOf } from '../url';

interface Cause {
	message: string;
	advice: string;
	/** Whether the request certainly never reached the API. */
	neverSent: boolean;
	/** Whether another try can help. */
	retry: Retry;
}

const CHECK_NETWORK =
	'Check Region or Base URL in the credential, and that the machine which runs n8n reaches the Internet (proxy, firewall).';

const unknownHost: Cause = {
	message: 'the host name is not known',
	advice: CHECK_NETWORK,
	neverSent: true,
	retry: 'later',
};
const noConnection: Cause = {
	message: 'the connection was refused or is not possible',
	advice: CHECK_NETWORK,
	neverSent: true,
	retry: 'later',
};
const timeOut: Cause = {
	message: 'it took too long',
	advice: CHECK_NETWORK,
	neverSent: false,
	retry: 'onceMore',
};
const lostConnection: Cause = {
	message: 'the connection broke off',
	advice: 'Try again. If it happens often, look at the proxy or firewall between n8n and Kling.',
	neverSent: false,
	retry: 'later',
};
const badCertificate: Cause = {
	message: 'the certificate of the host is not trusted',
	advice:
		'Check Base URL in the credential. For a gateway with a certificate of its own, set NODE_EXTRA_CA_CERTS for n8n.',
	neverSent: true,
	retry: 'never',
};
/** With `N8N_SSRF_PROTECTION_ENABLED`, n8n refuses addresses of its own network. */
const blockedAddress: Cause = {
	message: 'n8n is set up not to ask this address',
	advice:
		'Whoever runs n8n has turned on its protection against requests to private addresses, and can allow this one: N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
	neverSent: true,
	retry: 'never',
};

/** A network may also become unreachable in the middle of a request. */
const UNREACHABLE = /^E(HOST|NET)UNREACH$/;

/** How many characters of an error's message are shown. */
const DETAIL_LENGTH = 200;

/** What error codes mean to the user: Node's (nodejs.org/api/errors.html), libuv's, OpenSSL's. */
const CAUSES: Array<[RegExp, Cause]> = [
	[/^(ENOTFOUND|EAI_AGAIN)$/, unknownHost],
	[/^ECONNREFUSED$/, noConnection],
	[/^(ETIMEDOUT|ECONNABORTED|ESOCKETTIMEDOUT|UND_ERR_\w*TIMEOUT)$/, timeOut],
	[/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/, badCertificate],
];

/**
 * The error for a request that got no response. Only the code and the message of the original are
 * read, because HTTP libraries keep the request, with its token, in their errors.
 */
export function networkError(error: unknown, url: string, redact: Redact): KlingError {
	if (error instanceof KlingError) return error;
	const { code, cause } = explain(error);
	const said = error instanceof Error ? error.message : 'unknown';
	const detail = code !== '' ? code : toLine(said, redact, DETAIL_LENGTH);
	return new KlingError(`No answer from ${hostAndPortOf(url)}: ${cause.message}`, {
		kind: 'network',
		// Not in the message: n8n replaces messages that hold such a code with its own (n8n facts §7).
		advice: `${cause.advice} (${detail})`,
		retry: cause.retry,
		ambiguous: !cause.neverSent,
	});
}

function explain(error: unknown): { code: string; cause: Cause } {
	const layers = unwrap(error);
	const codes = layers.map((layer) => textOf(layer.code) ?? textOf(layer.httpCode) ?? '');
	const code = codes.find((text) => /^[A-Z][A-Z_\d]{1,60}$/.test(text)) ?? '';
	const isBlocked = layers.some(({ name }) => textOf(name)?.startsWith('SsrfBlocked'));
	if (isBlocked) return { code, cause: blockedAddress };
	const isConnecting = layers.some(({ syscall }) => syscall === 'connect');
	if (isConnecting && UNREACHABLE.test(code)) return { code, cause: noConnection };
	return { code, cause: CAUSES.find(([pattern]) => pattern.test(code))?.[1] ?? lostConnection };
}

/** n8n and axios wrap the error that says what happened. */
function unwrap(error: unknown): Array<Record<string, unknown>> {
	const layers = [];
	for (let layer = error; layers.length < 5 && isErrorLike(layer); ) {
		layers.push(layer);
		layer = layer.cause ?? layer.error;
	}
	return layers;
}

function isErrorLike(value: unknown): value is Record<string, unknown> {
	return isObject(value) || value instanceof Error;
}

/**
 * The error for a response that is longer than any of Kling's. It isn't tried again, because that
 * would only fetch it once more.
 *
 * @param maxBytes how much was read
 */
export function oversizedResponse(httpStatus: number, maxBytes: number): KlingError {
	return new KlingError(
		`The API answered HTTP ${httpStatus} with more than ${Math.round(maxBytes / 1024)} kB`,
		{
			kind: 'unreadable',
			advice:
				'No answer of Kling is that long. Check Base URL in the credential: something else answers there.',
			ambiguous: true,
			httpStatus,
		},
	);
}

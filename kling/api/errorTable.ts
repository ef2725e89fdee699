import type { Retry } from '../errors';

/** One of Kling's error codes in the user's words. */
export interface ErrorRow {
	/** What happened. */
	message: string;
	/** What to do next. */
	advice: string;
	retry: Retry;
}

const CHECK_CREDENTIAL =
	'Paste the key into the Kling API credential again and save it: n8n tests it then. Keys of the global and of the China platform are not interchangeable: check Region too.';
const CHECK_PARAMETERS =
	'Correct the field that Kling names, then run the node again. Nothing was charged.';
const KLING_DOWN = 'This is on the side of Kling. Try again in a few minutes.';

/** Kling's business codes (API §4, the official table). */
const ROWS: Record<number, ErrorRow> = {
	1000: { message: 'Kling refused the credential', advice: CHECK_CREDENTIAL, retry: 'never' },
	1001: { message: 'Kling received no credential', advice: CHECK_CREDENTIAL, retry: 'never' },
	1002: {
		message: 'Kling does not know this credential',
		advice: CHECK_CREDENTIAL,
		retry: 'never',
	},
	1003: {
		message: 'The token is not valid yet',
		advice: 'The clock of the machine that runs n8n is ahead. Set it right (NTP), then try again.',
		retry: 'newToken',
	},
	1004: {
		message: 'The token has expired',
		advice:
			'Create a new API token in the Kling console and paste it into the credential. With an access key and secret key, the clock of the machine that runs n8n is behind: set it right (NTP).',
		retry: 'newToken',
	},
	1100: {
		message: 'Kling reports a problem with the account',
		advice: 'Sign in to the Kling console and look at the state of the account.',
		retry: 'never',
	},
	1101: {
		message: 'The Kling account is in arrears',
		advice: 'Pay or recharge the account in the Kling console, then try again.',
		retry: 'never',
	},
	1102: {
		message: 'The resource pack is used up or has expired',
		advice: 'Buy or renew a resource pack for the API in the Kling console, then try again.',
		retry: 'never',
	},
	1103: {
		message: 'The account has no permission for this API or model',
		advice: 'Choose another model, or have the API enabled for the account in the Kling console.',
		retry: 'never',
	},
	1200: { message: 'Kling refused the request', advice: CHECK_PARAMETERS, retry: 'never' },
	1201: { message: 'Kling refused a parameter', advice: CHECK_PARAMETERS, retry: 'never' },
	1202: {
		message: 'Kling does not offer this request here',
		advice: 'Check Region and Base URL in the credential.',
		retry: 'never',
	},
	1203: {
		message: 'Kling does not know what was asked for',
		advice: 'Check the model and the task ID, and Base URL in the credential.',
		retry: 'never',
	},
	1300: {
		message: "Kling refused the request under the platform's policy",
		advice: 'Change the prompt, the image or the video.',
		retry: 'never',
	},
	1301: {
		message: 'Kling refused the content for safety reasons',
		advice: 'Change the prompt, the image or the video.',
		retry: 'never',
	},
	1302: {
		message: 'Too many requests to Kling in a short time',
		advice: 'Wait a moment and run the node again, or process fewer items at once.',
		retry: 'later',
	},
	1303: {
		message: 'The account is already making as many videos at once as its resource pack allows',
		advice: 'Run the node again when some of them have ended, or process fewer items at once.',
		retry: 'later',
	},
	1304: {
		message: 'The IP address of n8n is not on the allow-list of the Kling account',
		advice: 'Add the public address of n8n to the IP allow-list in the Kling console.',
		retry: 'never',
	},
	5000: { message: 'Kling had an internal error', advice: KLING_DOWN, retry: 'later' },
	5001: { message: 'Kling is down for maintenance', advice: KLING_DOWN, retry: 'later' },
	5002: { message: 'Kling took too long inside', advice: KLING_DOWN, retry: 'later' },
};

const NO_CREDIT: ErrorRow = {
	message: 'The account has no credit left',
	advice: 'Top up the account at the host whose key the credential has, then try again.',
	retry: 'never',
};
const NO_MODEL: ErrorRow = {
	message: 'The host does not offer this model',
	advice:
		'Choose another Model in the node, or ask whoever runs the gateway which models it has for Motion Control.',
	retry: 'never',
};

/** Errors that hosts report in their own words, without a code of Kling's (API §3a). */
const TEXTS: Array<[RegExp, ErrorRow]> = [
	[/insufficient[\s_]*(user[\s_]*)?(quota|balance|credit|fund)/i, NO_CREDIT],
	[/(quota|balance|credits?) (is |are )?(not enough|used up)|余额不足|额度不足/i, NO_CREDIT],
	[
		/no available channel|无可用渠道|model[\s_]*not[\s_]*(found|exist|support|specified)/i,
		NO_MODEL,
	],
	[
		/model([\s_]*name)? (field )?(is )?(required|missing|empty|not specified)|未指定模型/i,
		NO_MODEL,
	],
	[/parallel task/i, ROWS[1303] as ErrorRow],
];

/** The row for an error in a host's own words; undefined for words that aren't known. */
export function describeText(text: string): ErrorRow | undefined {
	return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}

/** Kling's codes that {@link describeCode} knows. */
export const KNOWN_CODES: readonly number[] = Object.keys(ROWS).map(Number);

/** The row of a code; undefined for a code that the table doesn't have. */
export function describeCode(code: number | null): ErrorRow | undefined {
	return code === null ? undefined : ROWS[code];
}

/** The row for an HTTP status, for when the body has no known code. */
export function describeStatus(status: number): ErrorRow {
	if (status === 401) return ROWS[1000] as ErrorRow;
	if (status === 402) return NO_CREDIT;
	if (status === 403) return ROWS[1103] as ErrorRow;
	if (status === 404 || status === 405) return ROWS[1203] as ErrorRow;
	// Without a code, a 429 can only mean a rate limit in front of the API.
	if (status === 429) return ROWS[1302] as ErrorRow;
	if (status === 408 || status >= 500) {
		return { message: `Kling answered with HTTP ${status}`, advice: KLING_DOWN, retry: 'later' };
	}
	return {
		message: `Kling refused the request with HTTP ${status}`,
		advice: 'Check the parameters of the node, and Base URL in the credential.',
		retry: 'never',
	};
}

/**
 * HTTP status and text of Kling's error codes (API §4), with the texts of the live service where
 * they are known.
 */
const ROWS: Record<number, { status: number; message: string }> = {
	1000: { status: 401, message: 'Authentication failed' },
	1001: { status: 401, message: 'Authorization is empty' },
	1002: { status: 401, message: 'Authorization is invalid' },
	1003: { status: 401, message: 'Authorization is not valid yet' },
	1004: { status: 401, message: 'Authorization has expired' },
	1100: { status: 429, message: 'Account is abnormal' },
	1101: { status: 429, message: 'Account is in arrears' },
	1102: { status: 429, message: 'Account balance not enough' },
	1103: { status: 403, message: 'No permission for the requested resource' },
	1200: { status: 400, message: 'Request parameters are invalid' },
	1201: { status: 400, message: 'Parameters are invalid' },
	1202: { status: 404, message: 'The requested method is invalid' },
	1203: { status: 404, message: 'The requested resource does not exist' },
	1300: { status: 400, message: 'The request violates the platform policy' },
	1301: { status: 400, message: 'The content violates the safety policy' },
	1302: { status: 429, message: 'The request rate is too high' },
	1303: { status: 429, message: 'parallel task over resource pack limit' },
	1304: { status: 429, message: 'The IP address is not on the allow-list' },
	5000: { status: 500, message: 'Internal server error' },
	5001: { status: 503, message: 'The server is under maintenance' },
	5002: { status: 504, message: 'The server timed out internally' },
};

/** The codes of the official table. */
export const ERROR_CODES: readonly number[] = Object.keys(ROWS).map(Number);

/** An error as Kling's API reports it; status and message come from the table when not given. */
export class ApiError extends Error {
	readonly status: number;

	constructor(
		readonly code: number,
		message?: string,
		status?: number,
	) {
		super(message ?? ROWS[code]?.message ?? 'Unknown error');
		this.status = status ?? ROWS[code]?.status ?? 500;
	}
}

/** A gateway that has nobody who makes videos with a model, or that was told of none (API §3a). */
export class NoChannel extends ApiError {
	constructor(model: string) {
		super(
			1203,
			model === '' ? 'model_name is required' : `No available channel for model ${model}`,
			model === '' ? 400 : 503,
		);
	}
}

/**
 * The error of a query for an id that the account doesn't have. Gateways send a 404 in their own
 * words.
 */
export class TaskNotFound extends ApiError {
	constructor(id: string) {
		super(1201, `Task not found by id/external id: ${id}`);
	}
}

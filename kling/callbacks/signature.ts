import { createHmac, timingSafeEqual } from 'crypto';

/** The three headers of a signed callback (Standard Webhooks; API §5). */
export interface SignatureHeaders {
	id: string;
	/** Unix time in seconds. */
	timestamp: string;
	/** `v1,<base64>`, several separated by spaces while a secret is being changed. */
	signature: string;
}

/** A callback may be this old. Later, it may be a recording that is sent again (API §5). */
const TOLERANCE_S = 300;
/** At least 16 bytes, because anyone could sign with an empty or very short key. */
const WEBHOOK_SECRET = /^(whsec_)?[A-Za-z0-9+/]{22,}={0,2}$/;

/** Whether the text has the form of a webhook secret of the Kling console: `whsec_` and Base64. */
export function isWebhookSecret(secret: string): boolean {
	return WEBHOOK_SECRET.test(secret);
}

/**
 * Checks that a callback is Kling's and recent.
 *
 * @param body the raw bytes as received
 * @param secret a secret that {@link isWebhookSecret} accepts
 * @param now Unix time in milliseconds
 * @returns null when the signature is right, otherwise the problem in a few words
 */
export function findSignatureProblem(
	headers: Partial<SignatureHeaders>,
	body: Buffer,
	secret: string,
	now: number,
): string | null {
	const { id, timestamp, signature } = headers;
	if (!id || !timestamp || !signature) return 'signature missing';
	if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp invalid';
	if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) return 'timestamp too old or too new';
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
	const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
	const isRight = signature.split(' ').some((candidate) => isSame(candidate, expected));
	return isRight ? null : 'signature wrong';
}

/** Compares the texts, because many texts decode to the same bytes; in constant time. */
function isSame(candidate: string, expected: string): boolean {
	const [left, right] = [Buffer.from(candidate), Buffer.from(expected)];
	return left.length === right.length && timingSafeEqual(left, right);
}

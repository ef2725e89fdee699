/** A JSON object whose content is not trusted yet. */
export type JsonObject = Record<string, unknown>;

/** Tells a JSON object from null, arrays and everything else. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole JSON string, or a whole number. The strings are matched only to be left alone. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/**
 * Parses JSON without damage to long integers: Kling's ids have 18 digits, and some gateways send
 * them as numbers, which `JSON.parse` would round. They come out as strings.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): unknown {
	const parsed: unknown = JSON.parse(text);
	if (!/\d{16}/.test(text)) return parsed;
	return JSON.parse(
		text.replace(STRING_OR_NUMBER, (token) => (isLongInteger(token) ? `"${token}"` : token)),
	);
}

/** Whether a double can't hold the integer exactly. */
function isLongInteger(token: string): boolean {
	return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
}

/** A non-empty text, or null. Numbers become text, because gateways send ids as numbers. */
export function textOf(value: unknown): string | null {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A finite number, also when it came as a decimal string (`"5.041"`), or null. */
export function numberOf(value: unknown): number | null {
	if (typeof value !== 'number' && typeof value !== 'string') return null;
	if (typeof value === 'string' && value.trim() === '') return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

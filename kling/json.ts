/** A JSON object whose content is not trusted yet. */
export type JsonObject = Record<string, unknown>;

/** Tells a JSON object from null, arrays and everything else. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Either a whole JSON string, or an integer of 16 digits or more: beyond what a double holds exactly. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * Parses JSON without damage to long integers: Kling's ids have 18 digits, and some gateways send
 * them as numbers, which `JSON.parse` would round. They come out as strings.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): unknown {
	return JSON.parse(
		text.replace(STRING_OR_LONG_INTEGER, (match) => (match.startsWith('"') ? match : `"${match}"`)),
	);
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

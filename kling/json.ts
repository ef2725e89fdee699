/** A JSON object whose content is not trusted yet. */
export type JsonObject = Record<string, unknown>;

/** Tells a JSON object from null, arrays and everything else. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Far deeper than any response. There has to be a bound because code that walks through an object
 * calls itself at each level.
 */
const MAX_DEPTH = 50;

/** The error for JSON that is nested deeper than any response. */
export class NestingError extends SyntaxError {}

/**
 * Parses JSON and keeps all digits of long integers, as strings: Kling's ids have 18 digits, and
 * some gateways send them as numbers, which `JSON.parse` would round.
 *
 * @throws SyntaxError when the text is not JSON, or is nested deeper than 50 levels.
 */
export function parseJson(text: string): unknown {
	// Checked first, because each level takes memory.
	if (depthOf(text) > MAX_DEPTH) throw new NestingError('Nested too deeply');
	const parsed: unknown = JSON.parse(text);
	return /\d{16}/.test(text) ? JSON.parse(quoteLongIntegers(text, '')) : parsed;
}

/** Marks a string that was an integer: a private-use character, which has no meaning of its own. */
const LONG_MARK = '\ue000';
const MARKED_LONG = /^\ue000-?\d+$/;

/**
 * Like {@link parseJson}, for JSON that is sent on: long integers become `bigint`, which {@link
 * toJson} writes with all their digits.
 *
 * @throws SyntaxError when the text is not JSON, or is nested deeper than 50 levels.
 */
export function parseJsonToSend(text: string): unknown {
	const parsed = parseJson(text);
	if (!/\d{16}/.test(text)) return parsed;
	return JSON.parse(quoteLongIntegers(text, LONG_MARK), (_key, value: unknown) =>
		typeof value === 'string' && MARKED_LONG.test(value) ? BigInt(value.slice(1)) : value,
	);
}

function depthOf(json: string): number {
	let depth = 0;
	let deepest = 0;
	for (let index = 0; index < json.length; index++) {
		const character = json[index];
		if (character === '"') index = endOfString(json, index) - 1;
		else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
		else if (character === '}' || character === ']') depth--;
	}
	return deepest;
}

/**
 * By hand, because a regular expression needs a stack as long as the string, which may have
 * megabytes.
 */
function endOfString(json: string, start: number): number {
	for (let index = start + 1; index < json.length; index++) {
		if (json[index] === '\\') index++;
		else if (json[index] === '"') return index + 1;
	}
	return json.length;
}

function quoteLongIntegers(json: string, mark: string): string {
	const pieces: string[] = [];
	let position = 0;
	for (let start = json.indexOf('"'); start !== -1; start = json.indexOf('"', position)) {
		const end = endOfString(json, start);
		pieces.push(quoteOutsideStrings(json.slice(position, start), mark), json.slice(start, end));
		position = end;
	}
	pieces.push(quoteOutsideStrings(json.slice(position), mark));
	return pieces.join('');
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

function quoteOutsideStrings(text: string, mark: string): string {
	return text.replace(NUMBER, (token) => (isLongInteger(token) ? `"${mark}${token}"` : token));
}

/** Whether a double can't hold the integer exactly. */
function isLongInteger(token: string): boolean {
	return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
}

/**
 * The trimmed text, or null when it is empty or not text. Numbers become text, because gateways
 * send ids as numbers.
 */
export function textOf(value: unknown): string | null {
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/**
 * The finite number, which may be given as a decimal string (`"5.041"`); null for anything else.
 */
export function numberOf(value: unknown): number | null {
	if (typeof value !== 'number' && typeof value !== 'string') return null;
	if (typeof value === 'string' && value.trim() === '') return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

/**
 * Like `JSON.stringify`, in UTF-8, but writes a `bigint` as a number with all its digits, and bytes
 * as the text that they are, such as Base64: megabytes of it would otherwise be copied many times.
 */
export function toJson(value: unknown): Buffer {
	const pieces = [...piecesOf(value)];
	return Buffer.concat(
		pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
	);
}

function* piecesOf(value: unknown): Generator<string | Buffer, void, undefined> {
	if (typeof value === 'bigint') yield String(value);
	else if (Buffer.isBuffer(value)) yield* ['"', value, '"'];
	else if (Array.isArray(value)) yield* listOf('[', value.map(piecesOf), ']');
	else if (isObject(value)) yield* listOf('{', membersOf(value), '}');
	else yield JSON.stringify(value) ?? 'null';
}

function membersOf(object: JsonObject): Array<Iterable<string | Buffer>> {
	const entries = Object.entries(object).filter(([, value]) => value !== undefined);
	return entries.map(([key, value]) => [`${JSON.stringify(key)}:`, ...piecesOf(value)]);
}

function* listOf(
	start: string,
	parts: Array<Iterable<string | Buffer>>,
	end: string,
): Generator<string | Buffer, void, undefined> {
	yield start;
	for (const [index, part] of parts.entries()) {
		if (index > 0) yield ',';
		yield* part;
	}
	yield end;
}

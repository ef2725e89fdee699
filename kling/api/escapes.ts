/** A text whose escapes are decoded. */
export interface DecodedText {
	text: string;
	/** Where each of its characters begins in the original text, followed by the end of that text. */
	offsets: number[];
}

/** Escapes of URLs (characters of one to four bytes), of JSON, and of HTML. */
const ESCAPES = [
	/%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/,
	/\\u[\da-f]{4}|\\x[\da-f]{2}|\\["'\\/bfnrt]/,
	/&#\d{1,7};|&#x[\da-f]{1,6};|&(?:amp|lt|gt|quot|apos);/,
];
const ESCAPE = new RegExp(ESCAPES.map(({ source }) => source).join('|'), 'gi');
/** Enough for JSON within JSON within JSON. No host is known to nest texts more deeply. */
const MAX_DECODINGS = 4;

const NAMED: Record<string, string> = {
	'\\b': '\b',
	'\\f': '\f',
	'\\n': '\n',
	'\\r': '\r',
	'\\t': '\t',
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&apos;': "'",
};

/**
 * The text itself, then with its escapes decoded, then with the escapes decoded that this reveals,
 * and so on.
 */
export function listDecodings(text: string): DecodedText[] {
	let last: DecodedText = { text, offsets: Array.from({ length: text.length + 1 }, (_, at) => at) };
	const decodings = [last];
	while (decodings.length <= MAX_DECODINGS) {
		const next = decodeOnce(last);
		if (next.text === last.text) break;
		decodings.push(next);
		last = next;
	}
	return decodings;
}

function decodeOnce({ text, offsets }: DecodedText): DecodedText {
	const pieces: string[] = [];
	const starts: number[] = [];
	let end = 0;
	for (const { 0: escape, index } of text.matchAll(ESCAPE)) {
		const decoded = decodeEscape(escape);
		pieces.push(text.slice(end, index), decoded);
		for (let at = end; at < index; at++) starts.push(offsets[at] as number);
		for (let unit = 0; unit < decoded.length; unit++) starts.push(offsets[index] as number);
		end = index + escape.length;
	}
	pieces.push(text.slice(end));
	for (let at = end; at < offsets.length; at++) starts.push(offsets[at] as number);
	return { text: pieces.join(''), offsets: starts };
}

function decodeEscape(escape: string): string {
	const named = NAMED[escape.toLowerCase()];
	if (named !== undefined) return named;
	if (escape.startsWith('%')) return decodePercent(escape);
	const [, hex, decimal] = /(?:u|#?x)([\da-f]+)|#(\d+)/i.exec(escape) ?? [];
	if (hex === undefined && decimal === undefined) return escape.slice(1);
	const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
	return code > 0x10ffff ? escape : String.fromCodePoint(code);
}

/** Decodes bytes as UTF-8; leaves invalid ones unchanged. */
function decodePercent(escape: string): string {
	try {
		return decodeURIComponent(escape);
	} catch {
		return escape;
	}
}

/**
 * Decodes Base64 in all its variants: with a `data:` prefix, line breaks or quotes, for URLs
 * (`-_`), escaped as in JSON (`\/`, `\n`) or in a form (`%2B`). Null when the text isn't Base64.
 *
 * @param maxBytes the most bytes of the result; a text that is far too long for it isn't examined
 */
export function decodeBase64(text: string, maxBytes: number): Buffer | null {
	// Base64 is a third longer than what it encodes; the rest is for line breaks and escapes.
	if (text.length > 2 * maxBytes) return null;
	const bare = unescape(text.trim().replace(/^["']|["']$/g, ''))
		.replace(/^data:[^,]{0,200},/i, '')
		.replace(/\s+/g, '');
	// Looks for a wrong character: to match the whole text, a regular expression would need a stack
	// as long as the text.
	const unpadded = bare.replace(/={1,2}$/, '');
	if (unpadded === '' || /[^A-Za-z0-9+/_-]/.test(unpadded)) return null;
	return Buffer.from(bare, 'base64');
}

/**
 * Encodes a file piece by piece, because as a whole it would be in memory several times.
 *
 * @param size the most bytes that the file has
 * @returns the characters of raw Base64
 * @throws Error when the file is longer.
 */
export async function encodeBase64(chunks: AsyncIterable<Buffer>, size: number): Promise<Buffer> {
	const encoded = Buffer.alloc(4 * Math.ceil(size / 3));
	let position = 0;
	let read = 0;
	let rest: Buffer = Buffer.alloc(0);
	for await (const chunk of chunks) {
		read += chunk.length;
		if (read > size) throw new Error(`The file has more than ${size} bytes`);
		const bytes = Buffer.concat([rest, chunk]);
		// Three bytes make four characters.
		const whole = bytes.length - (bytes.length % 3);
		position += encoded.write(bytes.toString('base64', 0, whole), position, 'latin1');
		rest = bytes.subarray(whole);
	}
	position += encoded.write(rest.toString('base64'), position, 'latin1');
	return encoded.subarray(0, position);
}

function unescape(text: string): string {
	if (!/[\\%]/.test(text)) return text;
	return text
		.replace(/\\[nrt]/g, '')
		.replace(/\\\//g, '/')
		.replace(/%(2B|2F|3D|0A|0D|20)/gi, decodeURIComponent);
}

/** What is wrong with a text that was entered as Base64 and isn't, and what to do. */
export function describeNotBase64(label: string, text: string, maxBytes: number): string {
	const start = text.trim().slice(0, 100);
	if (start === '') return `${label} is empty`;
	if (/^https?:\/\//i.test(start)) return `${label} holds an address: choose From URL`;
	if (/^(filesystem(-v2)?|database|s3)\b/.test(start)) {
		return `${label} holds n8n’s own note of a file, not its content: choose From Binary File`;
	}
	if (/^[[{]/.test(start)) {
		return `${label} holds a list or an object: point the expression at the text in it`;
	}
	const most = maxBytes / 1024 / 1024;
	return `${label} is not the Base64 text of an image of at most ${most} MB`;
}

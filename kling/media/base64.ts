/**
 * The bytes of a Base64 text, in any of its dresses: with a `data:` prefix, line breaks or quotes, for URLs
 * (`-_`), escaped as in JSON (`\/`, `\n`) or in a form (`%2B`). Null when it isn't one.
 *
 * @param maxBytes of what it encodes; a text that is far longer is not looked into
 */
export function decodeBase64(text: string, maxBytes: number): Buffer | null {
	// One and a third for Base64, and the rest for line breaks and escapes.
	if (text.length > 2 * maxBytes) return null;
	const bare = unescape(text.trim().replace(/^["']|["']$/g, ''))
		.replace(/^data:[^,]{0,200},/i, '')
		.replace(/\s+/g, '');
	// Looks for a wrong character, because a pattern for the whole would need a stack as long as the text.
	const unpadded = bare.replace(/={1,2}$/, '');
	if (unpadded === '' || /[^A-Za-z0-9+/_-]/.test(unpadded)) return null;
	return Buffer.from(bare, 'base64');
}

function unescape(text: string): string {
	if (!/[\\%]/.test(text)) return text;
	return text
		.replace(/\\[nrt]/g, '')
		.replace(/\\\//g, '/')
		.replace(/%(2B|2F|3D|0A|0D|20)/gi, decodeURIComponent);
}

/** What to do about a text in a field for Base64 that is none. */
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

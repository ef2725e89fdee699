/** Longer than the Base64 form of any image that Kling takes, line breaks included. */
const MAX_LENGTH = 20 * 1024 * 1024;

/** The bytes of a Base64 text with or without a `data:` prefix and line breaks; null when it isn't one. */
export function decodeBase64(text: string): Buffer | null {
	if (text.length > MAX_LENGTH) return null;
	const bare = text.replace(/^\s*data:[^,]{0,200},/, '').replace(/\s+/g, '');
	// Looks for a wrong character, because a pattern for the whole would need a stack as long as the text.
	const unpadded = bare.replace(/={1,2}$/, '');
	if (unpadded === '' || /[^A-Za-z0-9+/]/.test(unpadded)) return null;
	return Buffer.from(bare, 'base64');
}

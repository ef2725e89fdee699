/** The values of a field, and the unambiguous words for each. */
type Choices = Record<string, string[]>;

const ORIENTATIONS: Choices = {
	image: ['match image', 'match image (up to 10 seconds)'],
	video: ['match video', 'match video (up to 30 seconds)'],
};

const MODES: Choices = {
	std: ['standard', '720p', '720', 'standard (720p)'],
	pro: ['professional', '1080p', '1080', 'professional (1080p)'],
};

const MODELS: Choices = {
	'kling-v2-6': ['kling v2.6', 'kling v2-6', 'kling 2.6', 'v2.6', 'v2-6', '2.6'],
	'kling-v3': ['kling v3', 'kling 3', 'kling 3.0', 'v3', '3', '3.0'],
};

const TRUTHS: Choices = { true: ['yes', 'y', 'on', '1'], false: ['no', 'n', 'off', '0'] };

/** The value that a word for Character Orientation means; an unknown word is returned unchanged. */
export const toOrientation = (word: string) => translate(word, ORIENTATIONS);

/** The value that a word for Mode means; an unknown word is returned unchanged. */
export const toMode = (word: string) => translate(word, MODES);

/**
 * The value that a word for Model means. An unknown word is returned unchanged, because gateways
 * have models of their own.
 */
export const toModel = (word: string) => translate(word, MODELS);

/** The truth value that a word means, such as "yes" in a spreadsheet; null when it is neither. */
export function toTruth(word: string): boolean | null {
	const meaning = translate(word, TRUTHS);
	return meaning === 'true' || meaning === 'false' ? meaning === 'true' : null;
}

function translate(word: string, choices: Choices): string {
	const plain = word.trim().toLowerCase().replaceAll('_', ' ');
	const found = Object.entries(choices).find(
		([value, words]) => value === plain || words.includes(plain),
	);
	return found?.[0] ?? word;
}

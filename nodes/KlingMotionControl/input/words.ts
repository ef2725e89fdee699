/** A choice of the panel, and the words for it that can mean nothing else. */
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

/** What a word for Character Orientation means; the word itself when it is none. */
export const toOrientation = (word: string) => translate(word, ORIENTATIONS);

/** What a word for Mode means; the word itself when it is none. */
export const toMode = (word: string) => translate(word, MODES);

/** What a word for Model means; the word itself, because gateways have models of their own. */
export const toModel = (word: string) => translate(word, MODELS);

/** Whether a word, as in a cell of a sheet, means true or false; null when it means neither. */
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

import type { Wanted } from './wrongKind';

const MOVIES = /^(mp4|m4v|mov|webm|mkv|avi|wmv|flv|mpg|mpeg|3gp|ogv|m3u8|mpd)$/;
const IMAGES = /^(png|jpe?g|gif|webp|heic|heif|avif|svg|bmp|tiff?|psd|ico)$/;
const OTHERS = /^(mp3|wav|m4a|ogg|flac|pdf|zip|docx?|xlsx?|pptx?|json|csv)$/;
const TAKEN = { image: /^(png|jpe?g)$/, video: /^(mp4|m4v|mov|3gp)$/ };

/**
 * Services that convert files on request say so in the address, such as `?format=png` or `/f_jpg/`.
 */
const CONVERTS = /(png|jpe?g|mp4|mov|auto)\b/i;

/**
 * The suffix of an address, such as `.webp`, if Kling certainly doesn't take such files; otherwise
 * null.
 */
export function findWrongSuffix({ pathname, search }: URL, wanted: Wanted): string | null {
	const [, folders = '', suffix = ''] =
		/^(.*\/)[^/]*\.(\w{2,4})$/.exec(pathname.toLowerCase()) ?? [];
	const isKnown = MOVIES.test(suffix) || IMAGES.test(suffix) || OTHERS.test(suffix);
	if (!isKnown || TAKEN[wanted].test(suffix)) return null;
	return CONVERTS.test(search) || CONVERTS.test(folders) ? null : `.${suffix}`;
}

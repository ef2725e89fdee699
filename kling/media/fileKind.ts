/** What a file is, judging by its first bytes. */
export interface FileKind {
	/** Decides on the advice in an error. */
	family: 'image' | 'video' | 'sound' | 'page' | 'json' | 'base64' | 'text' | 'other' | 'unknown';
	/** For the user, with an article: "a WebP image". */
	name: string;
	/** Set only for the formats that Kling takes. */
	format?: 'png' | 'jpeg' | 'movie';
}

/** How many bytes {@link identifyFile} needs from the beginning of a file. */
export const HEAD_BYTES = 1024;

type Signature = [pattern: RegExp, family: FileKind['family'], name: string];

/** Patterns for the first bytes, as {@link toCharacters} writes them. */
const SIGNATURES: Signature[] = [
	[/^GIF8[79]a/, 'image', 'a GIF'],
	[/^RIFF[^]{4}WEBP/, 'image', 'a WebP image'],
	[/^[^]{4}ftyp(?:avif|avis)|^[^]{4}ftypm[is]f1(?:[^]{4}){1,8}?avif/, 'image', 'an AVIF image'],
	[/^[^]{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)/, 'image', 'a HEIC photo'],
	[/^[^]{4}ftypcrx /, 'image', 'a raw photo'],
	[/^(?:II\*␀|MM␀\*)/, 'image', 'a TIFF image'],
	[/^BM[^]{4}␀{4}/, 'image', 'a BMP image'],
	[/^␀␀␁␀[^␀]/, 'image', 'an icon'],
	[/^(?:\xff\n|␀␀␀␌JXL )/, 'image', 'a JPEG XL image'],
	[/^␀␀␀␌jP {2}/, 'image', 'a JPEG 2000 image'],
	[/^8BPS/, 'image', 'a Photoshop file'],
	[/^RIFF[^]{4}AVI /, 'video', 'an AVI video'],
	[/^␚\x45\xdf\xa3[^]{0,60}webm/, 'video', 'a WebM video'],
	[/^␚\x45\xdf\xa3/, 'video', 'a Matroska (MKV) video'],
	[/^FLV␁/, 'video', 'a Flash video'],
	[/^\x30\x26\xb2\x75\x8e\x66\xcf␑/, 'video', 'a Windows Media file'],
	[/^␀␀␁[\xba\xb3]/, 'video', 'an MPEG video'],
	[/^G[^]{187}G[^]{187}G/, 'video', 'an MPEG transport stream'],
	[/^#EXTM3U/, 'video', 'a playlist (HLS)'],
	[/^(?:ID3|\xff[\xfb\xf3\xf2])/, 'sound', 'an MP3 sound'],
	[/^\xff[\xf1\xf9]/, 'sound', 'an AAC sound'],
	[/^RIFF[^]{4}WAVE/, 'sound', 'a WAV sound'],
	[/^fLaC/, 'sound', 'a FLAC sound'],
	[/^OggS/, 'sound', 'an Ogg file'],
	[/^%PDF-/, 'other', 'a PDF'],
	[/^PK␃␄/, 'other', 'a ZIP archive or an Office document'],
	[/^␟\x8b/, 'other', 'a gzip archive'],
	[/^(?:Rar!|7z\xbc\xaf)/, 'other', 'an archive'],
];

/** The first box of an MP4 or MOV file. Old QuickTime files don't begin with `ftyp`. */
const MOVIE = /^[␀-␟][^]{3}(?:ftyp|moov|mdat|wide|free|skip|pnot)/;

/** Patterns for text files, without white space at the beginning. */
const TEXTS: Signature[] = [
	[/^(?:<!doctype html|<html\b|<head\b|<body\b|<script\b)|<html\b/i, 'page', 'an HTML page'],
	[/^<svg\b|^<(?:\?xml|!--|!doctype svg)[^]*<svg\b/i, 'image', 'an SVG drawing'],
	[/^<\?xml|^<Error>/i, 'page', 'an XML answer'],
	[/^[[{]/, 'json', 'JSON text'],
	[/^(?:data:[^,]{0,100};base64,)?[A-Za-z0-9+/\s]{64,}(?:=[=\s]*)?$/, 'base64', 'Base64 text'],
];

/**
 * Finds out what a file is.
 *
 * @param head its first {@link HEAD_BYTES}, or a whole shorter file
 */
export function identifyFile(head: Buffer): FileKind {
	const bytes = toCharacters(head.subarray(0, HEAD_BYTES));
	if (bytes.startsWith('\x89PNG\r\n␚\n')) {
		return { family: 'image', name: 'a PNG image', format: 'png' };
	}
	if (bytes.startsWith('\xff\xd8\xff')) {
		return { family: 'image', name: 'a JPEG image', format: 'jpeg' };
	}
	const signature = SIGNATURES.find(([pattern]) => pattern.test(bytes));
	if (signature) return toKind(signature);
	if (MOVIE.test(bytes)) {
		return { family: 'video', name: 'a video (MP4 or MOV)', format: 'movie' };
	}
	if (/[␀-␟]/.test(bytes)) return { family: 'unknown', name: 'an unknown kind of file' };
	const text = bytes.replace(/^\xef\xbb\xbf/, '').trimStart();
	const known = TEXTS.find(([pattern]) => pattern.test(text));
	return known ? toKind(known) : { family: 'text', name: 'plain text' };
}

function toKind([, family, name]: Signature): FileKind {
	return { family, name };
}

/**
 * Turns each byte into one character, and control characters other than those of text files into
 * their symbols (␀ for 0), which patterns may contain.
 */
function toCharacters(bytes: Buffer): string {
	return Array.from(bytes, (byte) => {
		const isControl = byte < 0x20 && !TEXT_CONTROLS.includes(byte);
		return String.fromCharCode(isControl ? FIRST_PICTURE + byte : byte);
	}).join('');
}

/** Tab, line feed, carriage return. */
const TEXT_CONTROLS = [0x09, 0x0a, 0x0d];
/** U+2400, ␀. */
const FIRST_PICTURE = 0x2400;

import type { FileKind } from './fileKind';
import type { MediaFile } from './mediaFile';

/** The kind of file that a field is for. */
export type Wanted = 'image' | 'video';

const TAKEN: Record<Wanted, string> = { image: 'PNG and JPEG images', video: 'MP4 and MOV videos' };

const PAGE =
	'the previous node got a page, such as a login or an error, and not the file: check its URL and its credential';
const JSON_TEXT =
	'the previous node got an answer, and not the file: read it, and fetch the file that it names';

/** The problem of a file that is of the wrong kind for its field: what it is, and what to do. */
export function describeWrongKind(file: MediaFile, kind: FileKind, wanted: Wanted): string {
	const name = file.name === '' ? '' : `"${shorten(file.name)}", `;
	return `${file.holder} holds ${name}${kind.name}: ${adviceFor(kind, wanted)}`;
}

function adviceFor({ family, name }: FileKind, wanted: Wanted): string {
	switch (family) {
		case 'page':
			return PAGE;
		case 'json':
			return JSON_TEXT;
		case 'base64':
			return `turn it into a file with Convert to File (Move Base64 String to File)${wanted === 'image' ? ', or choose From Base64' : ''}`;
		case 'image':
			return wanted === 'image' || name === 'a GIF' ? convert(wanted) : mixedUp(wanted);
		case 'video':
			return wanted === 'video' ? convert(wanted) : mixedUp(wanted);
		default:
			return `Kling takes ${TAKEN[wanted]}`;
	}
}

function convert(wanted: Wanted): string {
	const way = wanted === 'image' ? ' (n8n’s Edit Image node can convert most)' : ' (H.264)';
	return `Kling takes ${TAKEN[wanted]}: convert it first${way}`;
}

/** A merged item keeps only one file of each name, and most nodes call their file "data". */
function mixedUp(wanted: Wanted): string {
	return `name the field of the ${wanted}; if both files were called the same, give the two files different names in the nodes before`;
}

function shorten(name: string): string {
	return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

/** The largest image that Kling takes, in bytes (API §1). */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;

/** Pixels of one side (API §1). */
const MIN_SIDE = 300;
const MAX_SIDE = 65_536;
/** Longer side through shorter side (API §1). */
const MAX_ASPECT_RATIO = 2.5;

interface Size {
	width: number;
	height: number;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What Kling would refuse in an image, in the user's words; looks at the first bytes, not at the pixels. */
export function findImageProblems(bytes: Buffer): string[] {
	if (bytes.length === 0) return ['The image is empty'];
	if (bytes.length > MAX_IMAGE_BYTES) return [tooLargeImage(bytes.length)];
	const format = readFormat(bytes);
	if (format === null) return ['The image is not a PNG or JPEG file: convert it first'];
	const size = format === 'png' ? readPngSize(bytes) : readJpegSize(bytes);
	return size === null ? [`The ${format.toUpperCase()} image is damaged`] : findSizeProblems(size);
}

/** The problem of an image with so many bytes. */
export function tooLargeImage(bytes: number): string {
	const megabytes = (bytes / 1024 / 1024).toFixed(1);
	return `The image has ${megabytes} MB; Kling takes at most 10 MB: make it smaller`;
}

function findSizeProblems({ width, height }: Size): string[] {
	const problems: string[] = [];
	const size = `${width} × ${height} pixels`;
	if (Math.min(width, height) < MIN_SIDE) {
		problems.push(`The image has ${size}; each side needs at least ${MIN_SIDE}`);
	}
	if (Math.max(width, height) > MAX_SIDE) {
		problems.push(`The image has ${size}; no side may have more than ${MAX_SIDE}`);
	}
	if (Math.max(width, height) > Math.min(width, height) * MAX_ASPECT_RATIO) {
		problems.push(
			`The image has ${size}; the longer side may be at most ${MAX_ASPECT_RATIO} times the shorter: crop it`,
		);
	}
	return problems;
}

function readFormat(bytes: Buffer): 'png' | 'jpeg' | null {
	if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return 'png';
	return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff ? 'jpeg' : null;
}

/** The IHDR chunk comes first (PNG specification §11.2.2). */
function readPngSize(bytes: Buffer): Size | null {
	if (bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
	return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Walks the segments to the frame header (ITU-T T.81 §B.2.2). */
function readJpegSize(bytes: Buffer): Size | null {
	let position = 2;
	while (position + 9 <= bytes.length) {
		if (bytes[position] !== 0xff) return null;
		const marker = bytes.readUInt8(position + 1);
		if (marker === 0xff) {
			// A fill byte.
			position += 1;
			continue;
		}
		// The picture itself, which must not be taken for more segments.
		if (marker === 0xda) return null;
		if (isFrameHeader(marker)) {
			return { height: bytes.readUInt16BE(position + 5), width: bytes.readUInt16BE(position + 7) };
		}
		position += 2 + bytes.readUInt16BE(position + 2);
	}
	return null;
}

/** SOF0 to SOF15, without the tables that share the range: DHT, JPG, DAC. */
function isFrameHeader(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

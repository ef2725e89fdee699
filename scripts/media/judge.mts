import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../findProgram.mjs';

const run = promisify(execFile);

/**
 * How independent programs judge a file: certainly fine, certainly not, or differently from each
 * other.
 */
export type Judgement = 'fine' | 'refused' | 'unsure';

/** The limits of API §1. A video's duration may differ by a fraction of a frame. */
const VIDEO = { minSide: 340, maxSide: 3850, minSeconds: 2.75 };
const IMAGE = { minSide: 300, maxSide: 65_536, maxRatio: 2.5 };

interface Stream {
	codec_type: string;
	width?: number;
	height?: number;
	/** The aspect ratio of a pixel, such as 2:1. */
	sample_aspect_ratio?: string;
	duration?: string;
}

interface Probe {
	format: { format_name: string; duration?: string };
	streams: Stream[];
}

/** Judges a video by what ffprobe reads, and by whether ffmpeg can decode it completely. */
export async function judgeVideo(path: string, maxSeconds: number): Promise<Judgement> {
	let probe: Probe;
	try {
		const words = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path];
		probe = JSON.parse((await run('ffprobe', words)).stdout) as Probe;
	} catch {
		return 'refused';
	}
	if (!probe.format.format_name.includes('mp4')) return 'refused';
	const pictures = probe.streams.filter(({ codec_type }) => codec_type === 'video');
	if (pictures.length === 0) return 'refused';
	const seconds = [probe.format, ...pictures]
		.map(({ duration }) => Number(duration))
		.filter((duration) => duration > 0);
	const areLong = seconds.map((each) => each >= VIDEO.minSeconds && each <= maxSeconds + 0.25);
	const areLarge = pictures.flatMap(listSizes).map(([width, height]) => {
		return Math.min(width, height) >= VIDEO.minSide && Math.max(width, height) <= VIDEO.maxSide;
	});
	if (!areLong.includes(true) || !areLarge.includes(true)) return 'refused';
	const isSure = !areLong.includes(false) && !areLarge.includes(false);
	return isSure && (await decodes('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-']))
		? 'fine'
		: 'unsure';
}

/** The size as encoded and, if pixels aren't square, as displayed. */
function listSizes({ width = 0, height = 0, sample_aspect_ratio }: Stream): [number, number][] {
	const [x = 1, y = 1] = (sample_aspect_ratio ?? '1:1').split(':').map(Number);
	return [
		[width, height],
		[(width * x) / (y || 1), height],
	];
}

/** Judges an image by what ImageMagick reads, and by whether it can decode it completely. */
export async function judgeImage(path: string): Promise<Judgement> {
	const identify = findProgram(['identify-im6.q16', 'identify']) ?? 'identify';
	let text: string;
	try {
		text = (await run(identify, ['-format', '%m %w %h\n', path])).stdout;
	} catch {
		return 'refused';
	}
	const [format = '', width, height] = (text.split('\n')[0] ?? '').split(' ');
	if (!['PNG', 'JPEG'].includes(format)) return 'refused';
	const [shorter = 0, longer = 0] = [Number(width), Number(height)].sort((a, b) => a - b);
	const isFitting = shorter >= IMAGE.minSide && longer <= IMAGE.maxSide;
	if (!isFitting || longer > shorter * IMAGE.maxRatio) return 'refused';
	return (await decodes(identify, ['-regard-warnings', '-verbose', path])) ? 'fine' : 'unsure';
}

/** Whether a program succeeds without any message. */
async function decodes(program: string, words: string[]): Promise<boolean> {
	try {
		return (await run(program, words, { maxBuffer: 1e8 })).stderr === '';
	} catch {
		return false;
	}
}

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findDeliveryProblem } from '../../kling/media/finishedVideo';
import { findImageProblems, MAX_IMAGE_BYTES } from '../../kling/media/image';
import { streamOf, type MediaFile } from '../../kling/media/mediaFile';
import { findVideoProblems } from '../../kling/media/video';
import { createRandom, mutate } from './mutations.mts';

/** The results of reading mutated files. */
export interface MutantReport {
	count: number;
	/** How many were refused; the others were accepted. */
	refused: number;
	/** The longest time for one file, with all readers. */
	slowestMs: number;
	/** The most memory used, above the initial use. */
	peakBytes: number;
}

const FOLDER = fileURLToPath(new URL('../../test/fixtures/media/', import.meta.url));

/** Larger samples are reduced to their beginning and end, which hold everything that is read. */
const MOST = 24 * 1024;

/**
 * Reads a number of mutants of the sample media.
 *
 * @throws any error of a reader, of which there should be none.
 */
export async function readMutants(count: number, seed: number): Promise<MutantReport> {
	const samples = readdirSync(FOLDER)
		.filter((name) => !name.endsWith('.md'))
		.map((name) => readFileSync(`${FOLDER}${name}`))
		.map((bytes) => (bytes.length > MOST ? shorten(bytes) : bytes));
	const random = createRandom(seed);
	const before = memory();
	const report: MutantReport = { count, refused: 0, slowestMs: 0, peakBytes: 0 };
	for (let index = 0; index < count; index++) {
		const mutant = mutate(samples[index % samples.length] as Buffer, random);
		const start = performance.now();
		if (await isRefused(mutant)) report.refused++;
		report.slowestMs = Math.max(report.slowestMs, performance.now() - start);
		if (index % 1000 === 0) report.peakBytes = Math.max(report.peakBytes, memory() - before);
	}
	return report;
}

function shorten(bytes: Buffer): Buffer {
	return Buffer.concat([bytes.subarray(0, MOST / 2), bytes.subarray(-MOST / 2)]);
}

function memory(): number {
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

async function isRefused(bytes: Buffer): Promise<boolean> {
	const open = async () => await Promise.resolve(streamOf(bytes));
	const file: MediaFile = { holder: 'Input Field', name: '', size: bytes.length, open };
	const image = await findImageProblems(file, MAX_IMAGE_BYTES);
	const video = await findVideoProblems(file, 'video');
	const delivery = await findDeliveryProblem(file, null);
	return image.length > 0 && video.length > 0 && delivery !== null;
}

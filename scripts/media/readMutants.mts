import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findDeliveryProblem } from '../../kling/media/finishedVideo';
import { findImageProblems, MAX_IMAGE_BYTES } from '../../kling/media/image';
import { streamOf, type MediaFile } from '../../kling/media/mediaFile';
import { findVideoProblems } from '../../kling/media/video';
import { createRandom, mutate } from './mutations.mts';

/** What came of reading mutated files. */
export interface MutantReport {
	count: number;
	/** How many had a problem; the others passed. */
	refused: number;
	/** Of one file, through all readers. */
	slowestMs: number;
	/** Above what was taken before the first. */
	peakBytes: number;
}

const FOLDER = fileURLToPath(new URL('../../test/fixtures/media/', import.meta.url));

/** Of the larger samples, the beginning and the end hold everything that is read. */
const MOST = 24 * 1024;

/**
 * Reads so many mutants of the sample media.
 *
 * @throws whatever a reader throws: none should.
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

import fc from 'fast-check';
import { brokenFile, brokenText } from './inputs.mts';
import { FILE_PARSERS, TEXT_PARSERS, tryParser } from './parsers.mts';

/** The results of fuzzing. */
export interface FuzzReport {
	/** How many inputs were read, each by one parser. */
	inputs: number;
	/** The longest time for one input, in milliseconds. */
	slowest: { parser: string; milliseconds: number };
}

/** How many inputs are made at a time; more would need too much memory. */
const BATCH = 200;

/**
 * Makes every parser read broken texts and files.
 *
 * @param inputs the approximate number of inputs
 * @param seed the same seed makes the same inputs
 * @param onBatch called occasionally with the number of inputs so far
 * @throws Error with the first input that a parser can't handle.
 */
export async function fuzz(
	inputs: number,
	seed: number,
	onBatch: (done: number) => void = () => {},
): Promise<FuzzReport> {
	const report: FuzzReport = { inputs: 0, slowest: { parser: '', milliseconds: 0 } };
	const note = (parser: string, milliseconds: number) => {
		report.inputs++;
		if (milliseconds > report.slowest.milliseconds) report.slowest = { parser, milliseconds };
	};
	for (let batch = seed; report.inputs < inputs; batch++) {
		const size = Math.min(BATCH, Math.ceil((inputs - report.inputs) / PARSER_COUNT));
		const options = { numRuns: size, seed: batch };
		for (const text of fc.sample(brokenText, options)) {
			for (const [name, parser] of Object.entries(TEXT_PARSERS)) {
				note(name, await tryParser(name, parser, text));
			}
		}
		for (const file of fc.sample(brokenFile, options)) {
			for (const [name, parser] of Object.entries(FILE_PARSERS)) {
				note(name, await tryParser(name, parser, file));
			}
		}
		onBatch(report.inputs);
	}
	return report;
}

const PARSER_COUNT = Object.keys(TEXT_PARSERS).length + Object.keys(FILE_PARSERS).length;

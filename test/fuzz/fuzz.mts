import fc from 'fast-check';
import { brokenFile, brokenText } from './inputs.mts';
import { FILE_PARSERS, TEXT_PARSERS, tryParser } from './parsers.mts';

/** What fuzzing has shown. */
export interface FuzzReport {
	/** Inputs that were read, each by one parser. */
	inputs: number;
	/** The slowest, in milliseconds. */
	slowest: { parser: string; milliseconds: number };
}

/** Inputs that are made at a time: more would take memory. */
const BATCH = 200;

/**
 * Lets every parser read broken texts and files.
 *
 * @param inputs how many in all, about
 * @param seed the same seed makes the same inputs
 * @param onBatch called now and then with the number of inputs so far
 * @throws Error that shows the first input that a parser can't stand.
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

import { BEATS_PER_SECOND } from './dance.mts';

const SAMPLE_RATE = 44_100;
/** One note per beat, in hertz. */
const BASS = [55, 55, 65.4, 73.4];

/** A drum, a hi-hat and a bass, as a mono WAV file. */
export function renderBeat(seconds: number): Buffer {
	const samples = Buffer.alloc(Math.round(seconds * SAMPLE_RATE) * 2);
	for (let index = 0; index * 2 < samples.length; index++) {
		const value = sampleAt(index / SAMPLE_RATE);
		samples.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32_767), index * 2);
	}
	return Buffer.concat([wavHeader(samples.length), samples]);
}

function sampleAt(seconds: number): number {
	const beat = seconds * BEATS_PER_SECOND;
	const sinceBeat = (beat % 1) / BEATS_PER_SECOND;
	const sinceHalf = ((beat + 0.5) % 1) / BEATS_PER_SECOND;
	const note = BASS[Math.floor(beat) % BASS.length] as number;
	const drum = Math.sin(2 * Math.PI * (50 * sinceBeat - 6 * Math.exp(-30 * sinceBeat)));
	const bass = Math.sin(2 * Math.PI * 2 * note * seconds) * Math.exp(-4 * sinceBeat);
	return (
		0.6 * drum * Math.exp(-12 * sinceBeat) +
		0.25 * bass +
		0.12 * noise() * Math.exp(-60 * sinceHalf)
	);
}

let seed = 1;

/**
 * A linear congruential generator, whose noise is the same in each run, so that the file doesn't
 * change.
 */
function noise(): number {
	seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
	return seed / 2 ** 31 - 1;
}

/** PCM, 16 bits, mono. */
function wavHeader(length: number): Buffer {
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.writeUInt32LE(36 + length, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(1, 22);
	header.writeUInt32LE(SAMPLE_RATE, 24);
	header.writeUInt32LE(SAMPLE_RATE * 2, 28);
	header.writeUInt16LE(2, 32);
	header.writeUInt16LE(16, 34);
	header.write('data', 36);
	header.writeUInt32LE(length, 40);
	return header;
}

import { fuzz } from './fuzz.mts';

const MEGABYTE = 1024 * 1024;
/** How much the memory in use may grow between the first tenth and the end. */
const MAX_GROWTH_MB = 32;

const [inputs = 1_000_000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
const { gc } = globalThis;
if (!gc) throw new Error('Run this with npm run fuzz: it needs --expose-gc');

const usedMegabytes = () => {
	gc();
	return process.memoryUsage().heapUsed / MEGABYTE;
};

let atFirst: number | undefined;
let nextLine = inputs / 10;
console.log(`${inputs} inputs, seed ${seed}`);
const report = await fuzz(inputs, seed, (done) => {
	if (done < nextLine) return;
	nextLine += inputs / 10;
	atFirst ??= usedMegabytes();
	console.log(`${done} inputs, ${usedMegabytes().toFixed(1)} MB in use`);
});
const growth = usedMegabytes() - (atFirst ?? usedMegabytes());
const { parser, milliseconds } = report.slowest;
console.log(
	`${report.inputs} inputs: only errors of our own; the slowest took ${milliseconds.toFixed(0)} ms (${parser});`,
);
console.log(`memory in use has changed by ${growth.toFixed(1)} MB since the first tenth`);
if (growth > MAX_GROWTH_MB) throw new Error('The parsers keep what they have read');

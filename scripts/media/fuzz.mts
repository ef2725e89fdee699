/**
 * Runs mutated files and headers through the readers of media: `npm run fuzz:media -- --count
 * 1000000`. None may make a reader throw or take a second, and memory must not grow.
 */
import { parseArgs } from 'node:util';
import { readMutants } from './readMutants.mts';

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '1000000' },
		seed: { type: 'string', default: '1' },
	},
});
const { slowestMs, peakBytes, ...rest } = await readMutants(
	Number(values.count),
	Number(values.seed),
);
const findings = { ...rest, slowestMs: Math.round(slowestMs), peakMB: Math.round(peakBytes / 1e6) };
console.log(findings);
if (slowestMs >= 1000) process.exitCode = 1;

import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const SETTLED_MB = 1;
const SETTLE_INTERVAL_MS = 1000;
const SETTLED_WITHIN_MS = 30_000;

/** The most memory that a process has had since {@link forgetPeak}, in MB, as Linux counts it. */
export function peakMemory(pid: number): number {
	return read(pid, 'VmHWM');
}

/** Resets {@link peakMemory} (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The memory of a process at rest, in MB. */
export async function memoryAtRest(pid: number): Promise<number> {
	const deadline = Date.now() + SETTLED_WITHIN_MS;
	for (let last = read(pid, 'VmRSS'); ; ) {
		await sleep(SETTLE_INTERVAL_MS);
		const now = read(pid, 'VmRSS');
		if (Math.abs(now - last) < SETTLED_MB || Date.now() > deadline) return now;
		last = now;
	}
}

function read(pid: number, field: string): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
	return Number(kilobytes) / 1024;
}

import { readFileSync } from 'node:fs';

/**
 * Loaded into n8n before everything else (`--import`): a clock that can be set while n8n runs, as an administrator or a
 * time server sets it. At SIGUSR2, all of the process is as many milliseconds ahead as the file in `CLOCK_FILE` says.
 * Timers go on as they always do: they don't depend on the time.
 */
const RealDate = Date;
const realNow = Date.now;
let ahead = 0;
const now = () => realNow() + ahead;

globalThis.Date = new Proxy(RealDate, {
	apply: () => new RealDate(now()).toString(),
	construct: (target, args, newTarget) =>
		Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
	get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

process.on('SIGUSR2', () => {
	ahead = Number(readFileSync(process.env.CLOCK_FILE ?? '', 'utf8'));
});

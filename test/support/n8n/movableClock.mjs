import { readFileSync } from 'node:fs';

/**
 * A clock that can be set while n8n runs, as an administrator or a time server sets it. Loaded into
 * n8n before everything else (`--import`). At SIGUSR2, the whole process is ahead by the
 * milliseconds in the file that `CLOCK_FILE` names. Timers aren't affected, because they don't
 * depend on the time.
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

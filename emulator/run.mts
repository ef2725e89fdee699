import { parseArgs } from 'node:util';
import { DEFAULT_SETTINGS, type DialectName, type EmulatorOptions } from './options.mts';
import { startEmulator } from './server.mts';

const USAGE = `Starts a local Kling API: npx tsx emulator/run.mts [options]

  --port <number>            default: any free one
  --path-prefix <path>       as a gateway has it, such as /kling
  --dialect <name>           official (default), or that of a gateway:
                             new-api, new-api-queued, new-api-public-ids, flat
  --job-duration-ms <number> default: ${DEFAULT_SETTINGS.jobDurationMs}
  --quota <number>           tasks at once; default: ${DEFAULT_SETTINGS.quota}
  --result-file <path>       the MP4 that every task results in
  --no-media-check           accept images and videos unseen
  --help`;

const DIALECT_NAMES: readonly string[] = [
	'official',
	'new-api',
	'new-api-queued',
	'new-api-public-ids',
	'flat',
] satisfies DialectName[];

function readOptions(): EmulatorOptions | null {
	const { values } = parseArgs({
		options: {
			port: { type: 'string' },
			'path-prefix': { type: 'string' },
			dialect: { type: 'string' },
			'job-duration-ms': { type: 'string' },
			quota: { type: 'string' },
			'result-file': { type: 'string' },
			'no-media-check': { type: 'boolean' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return null;
	const options: EmulatorOptions = {
		port: numberOf('port', values.port),
		pathPrefix: values['path-prefix'],
		dialect: dialectOf(values.dialect),
		jobDurationMs: numberOf('job-duration-ms', values['job-duration-ms']),
		quota: numberOf('quota', values.quota),
		resultFile: values['result-file'],
		checkMedia: !values['no-media-check'],
	};
	// An option that isn't given must not override a default.
	return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function numberOf(name: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}"`);
	return Number(text);
}

function dialectOf(text: string | undefined): DialectName | undefined {
	if (text === undefined) return undefined;
	if (!DIALECT_NAMES.includes(text)) {
		throw new Error(`--dialect must be ${DIALECT_NAMES.join(', ')}, not "${text}"`);
	}
	return text as DialectName;
}

async function run(): Promise<void> {
	const options = readOptions();
	if (options === null) return console.log(USAGE);
	const emulator = await startEmulator(options);
	const [token] = DEFAULT_SETTINGS.apiTokens;
	const [keys] = Object.entries(DEFAULT_SETTINGS.accessKeys);
	console.log(`Kling emulator, until Ctrl-C
  Base URL    ${emulator.baseUrl}
  API token   ${token}
  Access key  ${keys?.join(', secret key ')}
  State       ${emulator.origin}/admin/state`);
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void emulator.close());
}

run().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});

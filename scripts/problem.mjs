/** An error that the user can fix. Its message says how, and no stack trace is shown. */
export class Problem extends Error {}

/**
 * Runs a command of the project to its end and sets the exit code.
 *
 * @param {() => Promise<number | void>} main resolves with the exit code, if it isn't 0
 */
export async function runMain(main) {
	try {
		process.exitCode = (await main()) ?? 0;
	} catch (error) {
		console.error(error instanceof Problem ? `\n${error.message}` : error);
		process.exitCode = 1;
	}
}

import TestRunner from 'jest-runner';

/**
 * Runs no further test file once one has failed, because the mutant is dead. Jest's own `bail`
 * would end Stryker, too.
 */
export default class UntilFirstFailure extends TestRunner {
	/** @override @type {TestRunner['runTests']} */
	async runTests(tests, watcher, options) {
		const stop = () => watcher.setState({ interrupted: true });
		this.on('test-file-failure', stop);
		this.on('test-file-success', ([, { numFailingTests }]) => {
			if (numFailingTests > 0) stop();
		});
		await super.runTests(tests, watcher, options);
	}
}

import { fileURLToPath } from 'node:url';
import config from '../../jest.config.js';

const unit = config.projects.find(({ displayName }) => displayName === 'unit');
const file = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * The tests of the domain, which the mutation test judges. Stryker runs them once for each mutant.
 */
export default {
	...unit,
	testMatch: ['<rootDir>/test/unit/kling/**/*.test.mts'],
	testSequencer: file('quickestFirst.mjs'),
	runner: file('untilFirstFailure.mjs'),
};

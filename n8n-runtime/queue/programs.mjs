import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../scripts/findProgram.mjs';

/** Debian and Ubuntu have a folder for each version here, which isn't in PATH. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** What to do when {@link findQueuePrograms} doesn't find everything. */
export const QUEUE_PROGRAMS_MISSING =
	'No PostgreSQL or no Redis found: install postgresql and redis-server to run the tests of queue mode.';

/**
 * The paths of the programs that queue mode needs besides n8n.
 *
 * @typedef {object} QueuePrograms
 * @property {string} initdb
 * @property {string} postgres
 * @property {string} redis
 */

/**
 * Finds the programs of PostgreSQL and Redis. They needn't be running, because the tests start
 * their own.
 *
 * @returns {QueuePrograms | null} null unless all of them are found
 */
export function findQueuePrograms() {
	const folders = postgresFolders();
	const initdb = findProgram(['initdb'], folders);
	const postgres = findProgram(['postgres'], folders);
	const redis = findProgram(['redis-server']);
	return initdb && postgres && redis ? { initdb, postgres, redis } : null;
}

/** The folders of all versions, newest first. */
function postgresFolders() {
	if (!existsSync(DEBIAN_FOLDER)) return [];
	const versions = readdirSync(DEBIAN_FOLDER).sort((a, b) => Number(b) - Number(a));
	return versions.map((version) => join(DEBIAN_FOLDER, version, 'bin'));
}

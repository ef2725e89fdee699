import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../scripts/findProgram.mjs';

/** Debian and Ubuntu keep one folder a version here, none of which is in PATH. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** What to do where {@link findQueuePrograms} finds too little. */
export const QUEUE_PROGRAMS_MISSING =
	'No PostgreSQL or no Redis found: install postgresql and redis-server to run the tests of queue mode.';

/**
 * The paths of the programs that queue mode needs beside n8n.
 *
 * @typedef {object} QueuePrograms
 * @property {string} initdb
 * @property {string} postgres
 * @property {string} redis
 */

/**
 * Finds PostgreSQL and Redis, which need not run: we start our own.
 *
 * @returns {QueuePrograms | null} null unless all are there
 */
export function findQueuePrograms() {
	const folders = postgresFolders();
	const initdb = findProgram(['initdb'], folders);
	const postgres = findProgram(['postgres'], folders);
	const redis = findProgram(['redis-server']);
	return initdb && postgres && redis ? { initdb, postgres, redis } : null;
}

/** Newest first. */
function postgresFolders() {
	if (!existsSync(DEBIAN_FOLDER)) return [];
	const versions = readdirSync(DEBIAN_FOLDER).sort((a, b) => Number(b) - Number(a));
	return versions.map((version) => join(DEBIAN_FOLDER, version, 'bin'));
}

import { KlingError } from '../../kling/errors';
import { isObject, textOf } from '../../kling/json';

/** The errors that n8n throws when it can't store a file, by their code or name. */
const CAUSES: Array<[pattern: RegExp, message: string, advice: string]> = [
	[
		/^(ENOSPC|EDQUOT|SQLITE_FULL|53100)$/,
		'the disk of n8n is full',
		'Make room on the disk where n8n keeps its files.',
	],
	[
		/^FileTooLargeError$/,
		'it is larger than n8n stores in its database',
		'Raise N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE, or let n8n keep files on disk.',
	],
	[
		/^(EACCES|EPERM|EROFS|EMFILE|ENFILE|EIO)$/,
		'n8n cannot write to the folder where it keeps files',
		'Look at the rights of that folder, and into the log of n8n.',
	],
];

/**
 * The error for a video that n8n couldn't store, for which the host isn't to blame; null for any
 * other error.
 *
 * @param advice how to get the video later
 */
export function storageError(error: unknown, taskId: string, advice: string): KlingError | null {
	const code = findStorageCode(error);
	const cause = CAUSES.find(([pattern]) => pattern.test(code));
	if (!cause) return null;
	const [, message, remedy] = cause;
	return new KlingError(`The video could not be stored: ${message}`, {
		kind: 'task',
		advice: `${remedy} ${advice} (${code})`,
		taskId,
	});
}

/** Looks into causes, too, because n8n wraps some errors. */
function findStorageCode(error: unknown): string {
	let current = error;
	for (let depth = 0; depth < 5 && (isObject(current) || current instanceof Error); depth++) {
		const { code, cause, constructor } = current as { code?: unknown; cause?: unknown };
		if (constructor.name === 'FileTooLargeError') return constructor.name;
		if (textOf(code) !== null) return String(code);
		current = cause;
	}
	return '';
}

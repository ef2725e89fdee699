import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from 'chokidar';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** How long to wait for further changes, because editors and git write several files in a row. */
const QUIET_MS = 300;

/** Watches files of the project for changes. */
export class Changes {
	private isPending = false;

	private wake = () => {};

	/**
	 * @param folders the folders to watch, relative to the project
	 * @param signal ends the watch
	 */
	constructor(
		folders: string[],
		private readonly signal: AbortSignal,
	) {
		const watcher = watch(folders, { cwd: ROOT, ignoreInitial: true });
		watcher.on('all', () => {
			this.isPending = true;
			this.wake();
		});
		signal.addEventListener('abort', () => {
			void watcher.close();
			this.wake();
		});
	}

	/**
	 * Resolves after the next change, at once if there has been one meanwhile, or when the watch
	 * ends.
	 */
	async next(): Promise<void> {
		while (!this.isPending && !this.signal.aborted) {
			await new Promise<void>((resolve) => (this.wake = resolve));
		}
		await sleep(QUIET_MS);
		this.isPending = false;
	}
}

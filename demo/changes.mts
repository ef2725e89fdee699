import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from 'chokidar';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Editors and git write several files one after the other. */
const QUIET_MS = 300;

/** Notices when files of the project are changed. */
export class Changes {
	private isPending = false;

	private wake = () => {};

	/**
	 * @param folders in the project
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

	/** Is over after the next change, at once if there has been one meanwhile, and when the watch ends. */
	async next(): Promise<void> {
		while (!this.isPending && !this.signal.aborted) {
			await new Promise<void>((resolve) => (this.wake = resolve));
		}
		await sleep(QUIET_MS);
		this.isPending = false;
	}
}

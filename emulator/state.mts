import { CallbackSender } from './callbacks.mts';
import { DIALECTS, type Dialect } from './dialects.mts';
import { FaultPlan } from './faults.mts';
import type { EmulatorSettings } from './options.mts';
import { Recorder } from './recorder.mts';
import { ResultLinks } from './resultLinks.mts';
import { TaskStore } from './taskStore.mts';

/** Counts of what the emulator was asked for. */
export interface Counts {
	/** Requests to create a task, including refused ones. */
	creates: number;
	/** Tasks created, which the account pays for. */
	charges: number;
	queries: number;
	listQueries: number;
	downloads: number;
	/** Tasks that are running now, and the most that ever ran at once. */
	concurrent: number;
	maxConcurrent: number;
}

/** Everything that the routes share. */
export class EmulatorState {
	readonly recorder = new Recorder();

	readonly faults = new FaultPlan();

	readonly links: ResultLinks;

	readonly store: TaskStore;

	readonly callbacks: CallbackSender;

	readonly dialect: Dialect;

	constructor(readonly settings: EmulatorSettings) {
		this.links = new ResultLinks(settings.videoLifetimeMs);
		this.callbacks = new CallbackSender(settings);
		this.store = new TaskStore(settings, this.links, (task) => this.callbacks.notify(task));
		this.dialect = DIALECTS[settings.dialect];
	}

	get counts(): Counts {
		return {
			creates: this.recorder.count('create'),
			charges: this.store.tasks.length,
			queries: this.recorder.count('get'),
			listQueries: this.recorder.count('list'),
			downloads: this.recorder.count('download'),
			concurrent: this.store.concurrent,
			maxConcurrent: this.store.maxConcurrent,
		};
	}

	reset(): void {
		this.recorder.clear();
		this.faults.clear();
		this.store.clear();
		this.callbacks.clear();
	}
}

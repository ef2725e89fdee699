import { randomBytes, randomUUID } from 'node:crypto';
import { ApiError, TaskNotFound } from './errors.mts';
import { receiveImage, receiveVideo } from './media.mts';
import type { EmulatorSettings } from './options.mts';
import type { ResultLinks } from './resultLinks.mts';
import { createStop } from './stop.mts';
import { KlingTime } from './time.mts';
import {
	isFinal,
	nextTaskId,
	shorten,
	type ApiVersion,
	type CreateBody,
	type Task,
	type TaskStatus,
} from './task.mts';

/** How a task ends. */
export interface Ending {
	/** Why it fails; when not given, it succeeds. */
	fails?: string;
}

/** A plan for tasks that are still to be created. */
export interface TaskPlan extends Ending {
	/** Whether it stays `processing` until `finish` is called. */
	hold?: boolean;
	jobDurationMs?: number;
	/** How many tasks this plan is for; 1 when not given. */
	times?: number;
}

/** The duration of every result in seconds, with three decimals, as Kling gives it. */
const RESULT_DURATION = '5.041';

/** API 2.0 takes larger images (API §1 and §8). */
const MAX_IMAGE_BYTES: Record<ApiVersion, number> = { v1: 10 * 1024 * 1024, v2: 50 * 1024 * 1024 };

/** The account's tasks, and their course. */
export class TaskStore {
	tasks: Task[] = [];

	maxConcurrent = 0;

	private plans: TaskPlan[] = [];

	private jobs = createStop();

	private readonly time: KlingTime;

	constructor(
		private readonly settings: EmulatorSettings,
		private readonly links: ResultLinks,
		private readonly onChange: (task: Task) => void,
	) {
		this.time = new KlingTime(settings.pace);
	}

	get concurrent(): number {
		return this.tasks.filter((task) => !isFinal(task)).length;
	}

	/** Plans the course of the next tasks; plans are used up in order. */
	plan({ times = 1, ...plan }: TaskPlan): void {
		this.plans.push(...new Array<TaskPlan>(times).fill(plan));
	}

	/**
	 * Creates a task.
	 *
	 * @throws ApiError when the external id is taken, or too many tasks are running.
	 */
	create(body: CreateBody, apiVersion: ApiVersion = 'v1'): Task {
		const externalId = body.external_task_id || null;
		const isTaken = this.tasks.some((task) => task.externalId === externalId);
		// Kling only: a gateway spreads its tasks over several accounts, so it can't tell (API §3a).
		if (externalId !== null && isTaken && this.settings.dialect === 'official') {
			throw new ApiError(1201, `External_task_id ${externalId} already exists`);
		}
		if (this.concurrent >= this.settings.quota) throw new ApiError(1303);
		const { paysWith } = this.settings;
		const task = { ...newTask(body, externalId, this.time.now()), apiVersion, paysWith };
		if (this.settings.dialect === 'new-api-public-ids') task.publicId = newPublicId();
		this.tasks.push(task);
		this.maxConcurrent = Math.max(this.maxConcurrent, this.concurrent);
		this.onChange(task);
		void this.run(task, body, this.plans.shift() ?? {});
		return task;
	}

	/**
	 * Finds the task that a query asks for.
	 *
	 * @throws TaskNotFound
	 */
	get(id: string, findsExternalIds: boolean): Task {
		const found = this.tasks.find(
			(task) => task.publicId === id || (findsExternalIds && task.externalId === id),
		);
		if (!found) throw new TaskNotFound(id);
		return found;
	}

	/**
	 * Finds a task by any of its ids, for tests, which know them all.
	 *
	 * @throws TaskNotFound
	 */
	find(id: string): Task {
		const found = this.tasks.find((task) => [task.id, task.publicId, task.externalId].includes(id));
		if (!found) throw new TaskNotFound(id);
		return found;
	}

	/** Makes the gateway give a task up. At Kling, the task then never ends. */
	giveUp(task: Task, reason: string): void {
		task.givenUp = reason;
		task.updatedAt = this.time.now();
	}

	/** One page of all tasks, newest first. */
	page(number: number, size: number): Task[] {
		return this.tasks.toReversed().slice((number - 1) * size, number * size);
	}

	/** Ends a task now, regardless of its plan. */
	finish(task: Task, { fails }: Ending): void {
		if (fails !== undefined) this.change(task, 'failed', fails);
		else this.change(task, 'succeed', 'success');
	}

	/** Forgets everything, and stops all jobs. */
	clear(): void {
		this.jobs.abort();
		this.jobs = createStop();
		this.tasks = [];
		this.plans = [];
		this.maxConcurrent = 0;
	}

	private async run(task: Task, body: CreateBody, plan: TaskPlan): Promise<void> {
		const { signal } = this.jobs;
		try {
			await Promise.all([this.receive(task, body, signal), this.compute(task, plan, signal)]);
			if (!(plan.hold ?? this.settings.hold)) this.finish(task, plan);
		} catch (error) {
			if (!signal.aborted) throw error;
		}
	}

	/** Fetches and checks the files. As at Kling, the task has been accepted before. */
	private async receive(task: Task, body: CreateBody, signal: AbortSignal): Promise<void> {
		if (!this.settings.checkMedia) return;
		const [image, video] = await Promise.all([
			receiveImage(body.image_url, MAX_IMAGE_BYTES[task.apiVersion], signal),
			receiveVideo(body.video_url, body.character_orientation, signal),
		]);
		task.image = image.file;
		task.video = video.file;
		const problem = image.problem ?? video.problem;
		if (problem !== null) this.finish(task, { fails: problem });
	}

	private async compute(task: Task, plan: TaskPlan, signal: AbortSignal): Promise<void> {
		const half = (plan.jobDurationMs ?? this.settings.jobDurationMs) / 2;
		await this.time.sleep(half, signal);
		this.change(task, 'processing');
		await this.time.sleep(half, signal);
	}

	/** Changes the status; all changes go through here. */
	private change(task: Task, status: TaskStatus, message = ''): void {
		if (isFinal(task) || task.givenUp !== null) return;
		if (status === 'succeed') this.addVideo(task);
		task.status = status;
		task.statusMessage = message;
		task.updatedAt = this.time.now();
		this.onChange(task);
	}

	private addVideo(task: Task): void {
		const isMarked = task.body.watermark_info?.enabled === true;
		task.videos.push({
			id: randomUUID(),
			url: this.links.create(task.id, 'video.mp4'),
			watermarkUrl: isMarked ? this.links.create(task.id, 'watermark.mp4') : null,
			duration: RESULT_DURATION,
		});
	}
}

function newTask(body: CreateBody, externalId: string | null, now: number): Task {
	const id = nextTaskId(now);
	return {
		id,
		publicId: id,
		apiVersion: 'v1',
		givenUp: null,
		externalId,
		paysWith: 'units',
		status: 'submitted',
		statusMessage: '',
		body: { ...body, image_url: shorten(body.image_url) },
		image: null,
		video: null,
		videos: [],
		createdAt: now,
		updatedAt: now,
	};
}

function newPublicId(): string {
	return `task_${randomBytes(16).toString('hex')}`;
}

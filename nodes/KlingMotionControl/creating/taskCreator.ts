import type { IExecuteFunctions } from 'n8n-workflow';
import { createLimiter } from '../../../kling/concurrency';
import type { Clock } from '../../../kling/clock';
import { createTask } from '../../../kling/tasks/create';
import { deriveExternalTaskId } from './externalTaskId';
import type { KlingTask } from '../../../kling/task';
import {
	findOtherCallbackUrls,
	findParameterProblems,
	toRequestBody,
} from '../../../kling/tasks/requestBody';
import type { Account } from '../../common/account';
import type { CreatedTask } from '../../common/errors';
import { readAdditionalFields } from '../input/additional';
import { readCharacterImage } from '../input/characterImage';
import { readMotion } from '../input/motion';
import { assertNoProblems } from '../input/problems';
import { readReferenceVideo } from '../input/referenceVideo';

/** Each of them may hold an image in memory, as bytes and as text. */
const CONCURRENT_CREATES = 4;

/** Creates the tasks of one execution of the node, and remembers them for its errors. */
export class TaskCreator {
	readonly created: CreatedTask[] = [];

	/** Whether Kling calls this execution back about all of them, and not one that made a task before. */
	isCalledBack = true;

	private readonly limit = createLimiter(CONCURRENT_CREATES);

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly account: Account,
		private readonly clock: Clock,
		/** Where Kling is to call this execution back, if it is to. */
		private readonly resumeUrl: string | null = null,
	) {}

	/**
	 * Creates the task of one item.
	 *
	 * @param problems what is wrong with the item so far
	 * @param signal aborted when no further task may be created
	 * @throws KlingError (`input`, with every problem at once) before anything is sent; whatever Kling refuses.
	 */
	async create(
		itemIndex: number,
		problems: string[] = [],
		signal?: AbortSignal,
	): Promise<KlingTask> {
		return await this.limit(async () => {
			signal?.throwIfAborted();
			const { body, isOurId } = await this.readRequest(itemIndex, problems);
			const task = await createTask(this.account.client, body, this.clock, {
				// The task may exist: of the try before this one, or because the user says so.
				lookUpFirst: this.context.getNode().retryOnFail === true || !isOurId,
				onExisting: () => (this.isCalledBack &&= isOurId),
				signal,
			});
			this.created.push({ itemIndex, task });
			return task;
		});
	}

	private async readRequest(itemIndex: number, problems: string[]) {
		const { context, account } = this;
		const { baseUrl } = account;
		const parameters = {
			...readMotion(context, itemIndex, problems),
			...readAdditionalFields(context, itemIndex, problems),
		};
		problems.push(...findParameterProblems(parameters, baseUrl));
		if (this.resumeUrl !== null) problems.push(...findOtherCallbackUrls(parameters));
		const { characterOrientation } = parameters;
		const loadImage = await readCharacterImage(context, itemIndex, { baseUrl }, problems);
		const videoOptions = { baseUrl, characterOrientation };
		const loadVideo = await readReferenceVideo(context, itemIndex, videoOptions, problems);
		assertNoProblems(problems);
		const derivedId = this.deriveId(itemIndex);
		const callbackUrl = this.resumeUrl ?? parameters.callbackUrl;
		const media = { image: await loadImage(), video: await loadVideo() };
		const body = toRequestBody({ ...parameters, callbackUrl }, media, derivedId);
		return { body, isOurId: body.external_task_id === derivedId };
	}

	private deriveId(itemIndex: number): string {
		const { context } = this;
		return deriveExternalTaskId({
			instanceId: context.getInstanceId(),
			executionId: context.getExecutionId(),
			nodeId: context.getNode().id,
			runIndex: Number(context.getWorkflowDataProxy(itemIndex).$runIndex),
			itemIndex,
		});
	}
}

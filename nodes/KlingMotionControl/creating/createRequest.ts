import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError, KlingError } from '../../../kling/errors';
import { settleAll, valueOrThrow, type Outcome } from '../../../kling/concurrency';
import { toJson } from '../../../kling/json';
import { MAX_IMAGE_BYTES, MAX_IMAGE_BYTES_V2 } from '../../../kling/media/image';
import type { CreateBody } from '../../../kling/tasks/create';
import {
	findOtherCallbackUrls,
	findParameterProblems,
	readExternalTaskId,
	toRequestBody,
} from '../../../kling/tasks/requestBody';
import type { Account } from '../../common/account';
import { toNodeError, type CreatedTask } from '../../common/errors';
import { outputOptionsOf, type OutputOptions } from '../../common/output';
import { readAdditionalFields, readQueueTimeLimit } from '../input/additional';
import { readCharacterImage } from '../input/characterImage';
import { readMotion } from '../input/motion';
import { assertNoProblems } from '../input/problems';
import { readReferenceVideo } from '../input/referenceVideo';
import type { WaitingOptions } from '../input/waiting';

/** Few, because each check may hold an image in memory. */
const CONCURRENT_CHECKS = 4;
/** How many further items an error names. */
const MAX_NAMED_ITEMS = 10;

/** The request of an item, checked and ready to be sent. */
export interface CreateRequest {
	/** The user's own id for the task; null when there is none. */
	ownId: string | null;
	/** Milliseconds to wait for a free place. */
	queueTimeLimitMs: number;
	/** Read beforehand, because an expression that fails later would cost the video. */
	output: OutputOptions;
	/** Whether the body carries the image itself. */
	isUpload: boolean;
	/** Reads the files only when there is a place, so that no image is kept in memory meanwhile. */
	readBody: (externalId: string) => Promise<CreateBody>;
	/** Requests with the same fingerprint ask for the same video. */
	fingerprint: () => Promise<string>;
}

/** What all requests of a run have in common. */
export interface RequestOptions {
	account: Account;
	/** Where Kling notifies this execution; null when it isn't to. */
	resumeUrl: string | null;
	/** How each item waits for its video; empty when they don't wait. */
	waiting: WaitingOptions[];
	/** Tasks that an earlier run has created, for an error to name. */
	created: CreatedTask[];
}

/** The user's own id for the task of an item; null when there is none. */
export function readOwnId(context: IExecuteFunctions, itemIndex: number): string | null {
	return readExternalTaskId(readAdditionalFields(context, itemIndex, []));
}

/**
 * Reads and checks the requests of these items before the first one is sent, because every request
 * that is sent costs money.
 *
 * @returns the requests by the items' indexes; undefined for all other items
 * @throws KlingError (`input`) that names every wrong item, unless the node continues on errors.
 */
export async function readCreateRequests(
	context: IExecuteFunctions,
	itemIndexes: number[],
	options: RequestOptions,
): Promise<Array<Outcome<CreateRequest>>> {
	const outcomes = await settleAll(itemIndexes.length, CONCURRENT_CHECKS, async (index) => {
		return await readCreateRequest(context, itemIndexes[index] as number, options);
	});
	const read = context.getInputData().map((): Outcome<CreateRequest> => undefined);
	itemIndexes.forEach((itemIndex, index) => (read[itemIndex] = outcomes[index]));
	const requests = await refuseSharedIds(read);
	if (!context.continueOnFail()) throwProblems(context, requests, options.created);
	return requests;
}

/**
 * Reads and checks the request of an item.
 *
 * @throws KlingError (`input`) that names everything that is wrong.
 */
export async function readCreateRequest(
	context: IExecuteFunctions,
	itemIndex: number,
	{ account, resumeUrl, waiting }: RequestOptions,
): Promise<CreateRequest> {
	const { baseUrl } = account;
	const { problems: waitingProblems = [], tries = 1 } = waiting[itemIndex] ?? {};
	const problems = [...waitingProblems];
	const parameters = {
		...readMotion(context, itemIndex, problems),
		...readAdditionalFields(context, itemIndex, problems),
	};
	const queueTimeLimitMs = readQueueTimeLimit(context, itemIndex, problems);
	problems.push(...findParameterProblems(parameters, baseUrl));
	if (resumeUrl !== null) problems.push(...findOtherCallbackUrls(parameters));
	const ownId = readExternalTaskId(parameters);
	if (ownId !== null && tries > 1) {
		problems.push(
			'Tries needs a new external task ID for each try: leave External Task ID empty, so that the node makes them',
		);
	}
	const { characterOrientation } = parameters;
	const maxBytes = account.apiVersion === 'v2' ? MAX_IMAGE_BYTES_V2 : MAX_IMAGE_BYTES;
	const image = await readCharacterImage(context, itemIndex, { baseUrl, maxBytes }, problems);
	const videoOptions = { baseUrl, characterOrientation };
	const video = await readReferenceVideo(context, itemIndex, videoOptions, problems);
	assertNoProblems(problems);
	const output = outputOptionsOf(context, itemIndex);
	const callbackUrl = resumeUrl ?? parameters.callbackUrl;
	const asked = { ...parameters, callbackUrl };
	return {
		ownId,
		queueTimeLimitMs,
		output,
		isUpload: image.isContent,
		readBody: async (externalId) => {
			const media = { image: await image.load(), video: await video.load() };
			return toRequestBody(asked, media, externalId);
		},
		fingerprint: async () => {
			const media = { image: await image.identify(), video: await video.identify() };
			const body = toJson(toRequestBody(asked, media, ''));
			return createHash('sha256').update(body).digest('hex');
		},
	};
}

/**
 * Refuses different items with the same external id. It stands for one task, so all of them would
 * get the same video.
 */
async function refuseSharedIds(
	requests: Array<Outcome<CreateRequest>>,
): Promise<Array<Outcome<CreateRequest>>> {
	const items = new Map<string, number[]>();
	for (const [itemIndex, outcome] of requests.entries()) {
		const ownId = outcome && 'value' in outcome ? outcome.value.ownId : null;
		if (ownId !== null) items.set(ownId, [...(items.get(ownId) ?? []), itemIndex]);
	}
	const checked = [...requests];
	for (const [ownId, sharing] of items) {
		if (sharing.length === 1) continue;
		const fingerprints = new Set<string>();
		for (const itemIndex of sharing) {
			fingerprints.add(await valueOrThrow(requests[itemIndex]).fingerprint());
		}
		if (fingerprints.size === 1) continue;
		for (const itemIndex of sharing) checked[itemIndex] = { error: sharedIdError(ownId, sharing) };
	}
	return checked;
}

function sharedIdError(ownId: string, sharing: number[]): KlingError {
	const items = `${sharing.slice(0, -1).join(', ')} and ${sharing.at(-1)}`;
	return inputError(
		[`Items ${items} differ, but have the same External Task ID "${ownId}"`],
		'An external task ID names one video: all of them would get the same. Use an expression that gives each item an ID of its own, or leave the field empty. Nothing was sent to Kling.',
	);
}

/**
 * @throws NodeOperationError that names all wrong items, so that they can be corrected together.
 */
function throwProblems(
	context: IExecuteFunctions,
	requests: Array<Outcome<CreateRequest>>,
	created: CreatedTask[],
): void {
	const wrong = [...requests.entries()].flatMap(([itemIndex, outcome]) =>
		outcome && 'error' in outcome ? [{ itemIndex, error: outcome.error }] : [],
	);
	const [first, ...others] = wrong;
	if (!first) return;
	throw toNodeError(context, withOthers(first.error, others), first.itemIndex, created);
}

function withOthers(error: unknown, others: Array<{ itemIndex: number; error: unknown }>): unknown {
	const messages = others
		.slice(0, MAX_NAMED_ITEMS)
		.map((other) => `Item ${other.itemIndex}: ${(other.error as Error).message}`)
		.filter((message) => !(error instanceof KlingError) || !message.endsWith(error.message));
	if (!(error instanceof KlingError) || messages.length === 0) return error;
	const { kind, message } = error;
	const count = others.length === 1 ? 'one other item' : `${others.length} other items`;
	const advice = `${error.advice} The same run has ${count} to correct. ${messages.join('. ')}.`;
	return new KlingError(message, { kind, advice });
}

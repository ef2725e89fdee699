import { isObject, parseJsonToSend, textOf, type JsonObject } from '../json';
import { findUrlProblems } from '../url';
import type { CreateBody } from './create';

/** The longest prompt, in characters (API §1). */
export const MAX_PROMPT_LENGTH = 2500;

const ORIENTATIONS = ['image', 'video'];
const MODES = ['std', 'pro'];

/** What the user asks for, without the media. */
export interface TaskParameters {
	/** `image` or `video`. */
	characterOrientation: string;
	/** `std` (720p) or `pro` (1080p). */
	mode: string;
	/** At most {@link MAX_PROMPT_LENGTH} characters; may be empty. */
	prompt: string;
	keepOriginalSound: boolean;
	model?: string;
	watermark?: boolean;
	/** 18 digits, too many for a JavaScript number. */
	elementId?: string;
	callbackUrl?: string;
	/** Unique for each task of the account. */
	externalTaskId?: string;
	/** An object, or its JSON text, whose fields override all others. */
	additionalBodyFields?: unknown;
}

/** Everything that is wrong with the parameters, in the user's words; empty when they are right. */
export function findParameterProblems(parameters: TaskParameters, baseUrl: string): string[] {
	const { characterOrientation, mode, prompt, callbackUrl, additionalBodyFields } = parameters;
	const problems: string[] = [];
	if (!ORIENTATIONS.includes(characterOrientation)) {
		problems.push(
			`Character Orientation must be "image" or "video", not "${characterOrientation}"`,
		);
	}
	if (!MODES.includes(mode)) problems.push(`Mode must be "std" or "pro", not "${mode}"`);
	const length = [...prompt].length;
	if (length > MAX_PROMPT_LENGTH) {
		problems.push(`Prompt has ${length} characters; Kling allows ${MAX_PROMPT_LENGTH}: shorten it`);
	}
	problems.push(...findElementProblems(parameters));
	if (callbackUrl) problems.push(...findUrlProblems('Callback URL', callbackUrl, baseUrl));
	if (additionalBodyFields && parseBodyFields(additionalBodyFields) === null) {
		problems.push('Additional Body Fields must be a JSON object, such as {"field": "value"}');
	}
	return problems;
}

function findElementProblems({ elementId = '', model }: TaskParameters): string[] {
	const id = elementId.trim();
	if (id === '') return [];
	if (!/^\d+$/.test(id))
		return [`Element ID must be the digits that Kling shows, not "${id.slice(0, 40)}"`];
	// Without a model, Kling uses its default, which has no elements (API §1).
	return model === 'kling-v3' ? [] : ['Element ID needs the model Kling V3: choose it in Model'];
}

/** The problem of parameters that name a callback URL although the node needs its own. */
export function findOtherCallbackUrls(parameters: TaskParameters): string[] {
	const { callbackUrl, additionalBodyFields } = parameters;
	const isInBody = 'callback_url' in (parseBodyFields(additionalBodyFields) ?? {});
	if (!callbackUrl && !isInBody) return [];
	const field = callbackUrl ? 'Callback URL' : 'callback_url in Additional Body Fields';
	return [`${field} must be empty when Resume is On Callback: Kling has to call this execution`];
}

function parseBodyFields(value: unknown): JsonObject | null {
	try {
		const parsed = typeof value === 'string' ? parseJsonToSend(value) : value;
		return isObject(parsed) ? parsed : null;
	} catch {
		return null;
	}
}

/**
 * The external task id that the user has chosen, in either field; null when the node has to derive
 * one.
 */
export function readExternalTaskId({
	externalTaskId,
	additionalBodyFields,
}: Pick<TaskParameters, 'externalTaskId' | 'additionalBodyFields'>): string | null {
	const additional = parseBodyFields(additionalBodyFields) ?? {};
	return textOf(additional.external_task_id) ?? textOf(externalTaskId);
}

/**
 * The body of a request that creates a task (API §1).
 *
 * @param parameters parameters for which {@link findParameterProblems} finds none
 * @param media URLs, or raw Base64 for the image, as bytes
 * @param externalId the user's own, or one that the node derived
 */
export function toRequestBody(
	parameters: TaskParameters,
	media: { image: string | Buffer; video: string | Buffer },
	externalId: string,
): CreateBody {
	const { prompt, model, watermark, elementId, callbackUrl, additionalBodyFields } = parameters;
	return {
		image_url: media.image,
		video_url: media.video,
		character_orientation: parameters.characterOrientation,
		mode: parameters.mode,
		keep_original_sound: parameters.keepOriginalSound ? 'yes' : 'no',
		...(prompt.trim() !== '' && { prompt }),
		...(model && { model_name: model }),
		...(watermark && { watermark_info: { enabled: true } }),
		...(elementId?.trim() && { element_list: [{ element_id: BigInt(elementId.trim()) }] }),
		...(callbackUrl && { callback_url: callbackUrl.trim() }),
		...parseBodyFields(additionalBodyFields),
		external_task_id: externalId,
	};
}

import type { FastifySchemaValidationError } from 'fastify/types/schema';
import { ApiError } from './errors.mts';
import { isBase64, isHttpUrl } from './media.mts';
import type { CreateBody } from './task.mts';

/** JSON schema of a create. Unknown fields are ignored, as Kling does. */
export const CREATE_SCHEMA = {
	type: 'object',
	required: ['image_url', 'video_url', 'character_orientation', 'mode'],
	properties: {
		image_url: { type: 'string', minLength: 1 },
		video_url: { type: 'string', minLength: 1 },
		character_orientation: { enum: ['image', 'video'] },
		mode: { enum: ['std', 'pro'] },
		prompt: { type: 'string', maxLength: 2500 },
		keep_original_sound: { enum: ['yes', 'no'] },
		callback_url: { type: 'string' },
		external_task_id: { type: 'string' },
		model_name: { type: 'string' },
		watermark_info: {
			type: 'object',
			properties: { enabled: { type: 'boolean' } },
		},
		element_list: {
			type: 'array',
			items: {
				type: 'object',
				required: ['element_id'],
				// The emulator reads integers of 18 digits as text, so that no digit is lost.
				properties: {
					element_id: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^\\d+$' }] },
				},
			},
		},
	},
} as const;

/** JSON schema of a create in API 2.0 (API §8). */
export const CREATE_SCHEMA_V2 = {
	type: 'object',
	required: ['contents', 'settings'],
	properties: {
		contents: {
			type: 'array',
			items: {
				type: 'object',
				required: ['type'],
				properties: {
					type: { enum: ['prompt', 'image', 'video', 'element'] },
					text: { type: 'string', minLength: 1, maxLength: 2500 },
					url: { type: 'string', minLength: 1 },
					element_id: { type: 'string', minLength: 1 },
				},
			},
		},
		settings: {
			type: 'object',
			required: ['character_orientation'],
			properties: {
				character_orientation: { enum: ['image', 'video'] },
				audio: { enum: ['original', 'off'] },
				resolution: { enum: ['720p', '1080p'] },
			},
		},
		options: {
			type: 'object',
			properties: {
				callback_url: { type: 'string' },
				external_task_id: { type: 'string' },
				watermark_info: { type: 'object', properties: { enabled: { type: 'boolean' } } },
			},
		},
	},
} as const;

/** JSON schema of a query in API 2.0 (API §8). */
export const TASKS_SCHEMA_V2 = {
	type: 'object',
	properties: { task_ids: { type: 'string' }, external_task_ids: { type: 'string' } },
} as const;

/** Milliseconds in a text; nobody knows whether Kling takes a number. */
const TIME = { anyOf: [{ type: 'string', pattern: '^\\d+$' }, { type: 'integer' }] } as const;

/** JSON schema of the list in API 2.0 (API §8). */
export const LIST_SCHEMA_V2 = {
	type: 'object',
	properties: {
		start_time: TIME,
		end_time: TIME,
		cursor: { type: 'string' },
		limit: { type: 'integer', minimum: 1, maximum: 500 },
		filters: {
			type: 'array',
			items: {
				type: 'object',
				required: ['key', 'values'],
				properties: {
					key: { enum: ['status', 'product_type'] },
					values: { type: 'array', items: { type: 'string' } },
				},
			},
		},
	},
} as const;

/** JSON schema of a list query. The numbers are text, as always in a query. */
export const LIST_SCHEMA = {
	type: 'object',
	properties: {
		/** 1 to 1000. */
		pageNum: { type: 'string', pattern: '^([1-9]\\d{0,2}|1000)$' },
		/** 1 to 500. */
		pageSize: { type: 'string', pattern: '^([1-9]\\d?|[1-4]\\d\\d|500)$' },
	},
} as const;

/** The models of motion control (API §1). */
export const MODELS = ['kling-v2-6', 'kling-v3'];

/**
 * The rules that a schema can't express.
 *
 * @throws ApiError 1201 or 1203
 */
export function checkCreate(body: CreateBody): void {
	const { image_url: image, video_url: video, callback_url: callback, model_name: model } = body;
	const { element_list: elements = [] } = body;
	if (image === '') throw new ApiError(1201, 'imageUrl: must not be blank');
	if (!isHttpUrl(image) && !isBase64(image)) {
		throw new ApiError(1201, 'File is not in a valid base64 format');
	}
	if (!isHttpUrl(video)) throw new ApiError(1201, 'videoUrl: must be a URL');
	if (callback && !isHttpUrl(callback)) throw new ApiError(1201, 'callbackUrl: must be a URL');
	if (model && !MODELS.includes(model)) {
		throw new ApiError(1203, `model ${model} is not supported`);
	}
	if (elements.length > 1) throw new ApiError(1201, 'elementList: size exceeds the limit');
	if (elements.length > 0 && model !== 'kling-v3') {
		throw new ApiError(1201, 'elementList: is not supported by the model');
	}
}

/** What Kling says about each kind of mistake. */
const COMPLAINTS: Record<string, string> = {
	required: 'must not be blank',
	minLength: 'must not be blank',
	enum: 'value is invalid',
	maxLength: 'length exceeds the limit',
	pattern: 'value is out of range',
};

/** The first violation of a schema in Kling's words, which name the field in camel case. */
export function toApiError(violation: FastifySchemaValidationError): ApiError {
	const { instancePath, keyword, params } = violation;
	const path = instancePath.split('/').slice(1);
	if (typeof params.missingProperty === 'string') path.push(params.missingProperty);
	const field = path.length === 0 ? 'body' : path.join('.');
	return new ApiError(1201, `${camelCase(field)}: ${COMPLAINTS[keyword] ?? 'type is invalid'}`);
}

function camelCase(name: string): string {
	return name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

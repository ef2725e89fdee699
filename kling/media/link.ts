import { isObject, parseJson, textOf } from '../json';
import { findUrlProblems, parseHttpUrl } from '../url';
import { findExpiry } from './expiry';
import { findWrongSuffix } from './suffix';
import { adviseOnPage } from './webPages';
import type { Wanted } from './wrongKind';

/** A field for the address of a file. */
export interface LinkField {
	/** The field's name in the panel. */
	label: string;
	wanted: Wanted;
	/** The expression in the field, if there is one: `={{ $json.photo }}`. */
	expression?: unknown;
}

/** The address of a file, and what is wrong with it. */
export interface Link {
	url: string;
	problems: string[];
}

/** Longer texts aren't examined as a whole: the field may hold megabytes of Base64. */
const LONGEST_URL = 8192;

/**
 * Reads the address of a file. Reports only problems that are certain without a request: it isn't
 * an address, it belongs to a web page or to another kind of file, it has expired, or Kling can't
 * reach it.
 *
 * @param baseUrl of the API
 * @param now Unix milliseconds
 */
export function readLink(value: unknown, field: LinkField, baseUrl: string, now: number): Link {
	const structure = typeof value === 'string' ? parseStructure(value) : value;
	if (typeof structure === 'object' && structure !== null) {
		return wrongLink('', describeStructure(structure, field));
	}
	const url = encodeSpaces(unquote(textOf(value) ?? ''));
	const problem = findFormProblem(url, field) ?? findTargetProblem(url, field, now);
	if (problem !== null) return wrongLink(url, problem);
	return { url, problems: findUrlProblems(field.label, url, baseUrl) };
}

function wrongLink(url: string, problem: string): Link {
	return { url, problems: [problem] };
}

/** Parses a list or an object in JSON, as some tables return their cells. */
function parseStructure(text: string): unknown {
	if (!/^\s*[[{]/.test(text) || text.length > LONGEST_URL) return null;
	try {
		return parseJson(text);
	} catch {
		return null;
	}
}

function describeStructure(structure: object, { label, expression }: LinkField): string {
	const kind = Array.isArray(structure) ? 'a list' : 'an object';
	const path = findAddress(structure);
	if (path === null) return `${label} must be one URL, not ${kind}`;
	const inner =
		typeof expression === 'string' && /^=\{\{([^{}]*)\}\}$/.exec(expression)?.[1]?.trim();
	const advice = inner ? `use {{ ${inner}${path} }}` : `add ${path} to the expression`;
	return `${label} must be one URL, not ${kind}. The address in it is at ${path}: ${advice}`;
}

/** The path to the first address, such as `[0].url`. */
function findAddress(value: unknown, depth = 3): string | null {
	if (typeof value === 'string') return parseHttpUrl(value) === null ? null : '';
	if (typeof value !== 'object' || value === null || depth === 0) return null;
	for (const [key, child] of Object.entries(value)) {
		const path = findAddress(child, depth - 1);
		if (path === null) continue;
		if (!isObject(value)) return `[${key}]${path}`;
		return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}${path}` : `[${JSON.stringify(key)}]${path}`;
	}
	return null;
}

/** Removes quotes and angle brackets that were copied along with the address. */
function unquote(text: string): string {
	return /^("[^"]*"|'[^']*'|<[^<>]*>)$/.test(text) ? text.slice(1, -1).trim() : text;
}

/** Encodes spaces in a single address, which file names often have. */
function encodeSpaces(text: string): string {
	const isOne = /^https?:\/\/\S/i.test(text) && !/\s\S*:\/\//.test(text);
	return isOne && text.length <= LONGEST_URL ? text.replaceAll(' ', '%20') : text;
}

function findFormProblem(url: string, { label, wanted }: LinkField): string | null {
	if (/^data:/i.test(url) || isBase64(url)) {
		const kind = /^data:/i.test(url) ? 'a data: URI' : 'Base64 text';
		const way =
			wanted === 'image'
				? 'choose From Base64 as Character Image'
				: 'make a file of it with Convert to File (Move Base64 String to File), then choose From Binary File';
		return `${label} holds ${kind} and not an address: ${way}`;
	}
	if (/^filesystem(-v2)?\b|^database$|^s3$/i.test(url)) {
		return `${label} holds n8n’s own note of a file and not an address: choose From Binary File`;
	}
	const [beforeQuery = ''] = url.split('?');
	if (/[,;|\s]https?:\/\//i.test(beforeQuery) || /\shttps?:\/\//i.test(url)) {
		return `${label} holds several addresses; each item takes one: split them first (Split Out)`;
	}
	if (/^https?:\/\/.*&amp;/i.test(url)) {
		return `${label} has "&amp;" where an address has "&", as in the source of a page: replace it, as with .replaceAll('&amp;', '&')`;
	}
	return null;
}

/** Whether the text is Base64: an address this long has a colon, a dot or a space. */
function isBase64(text: string): boolean {
	return /^[A-Za-z0-9+/_=\\-]{100}/.test(text) || /^(iVBORw0KGgo|\/9j\/|UklGR)/.test(text);
}

function findTargetProblem(url: string, { label, wanted }: LinkField, now: number): string | null {
	const text = parseHttpUrl(url);
	if (text === null) return null;
	const target = new URL(text);
	const advice = adviseOnPage(target);
	if (advice !== null)
		return `${label} leads to a page of ${target.hostname}, not to a file: ${advice}`;
	const suffix = findWrongSuffix(target, wanted);
	if (suffix !== null) {
		const taken = wanted === 'image' ? 'PNG and JPEG' : 'MP4 and MOV';
		return `${label} leads to a ${suffix} file; Kling takes ${taken}: convert it first`;
	}
	const end = findExpiry(target, now);
	if (end === null) return null;
	return `${label} is a link that ended on ${end.toISOString().slice(0, 16).replace('T', ' ')} UTC: let the previous node make a new one`;
}

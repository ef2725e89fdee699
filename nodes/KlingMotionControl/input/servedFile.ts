import { createHash } from 'crypto';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { hostOf, isOutOfReach } from '../../../kling/url';
import type { BinaryFile } from './binaryFile';
import { noMedia, type CheckedMedia } from './checkedMedia';
import { tryLink, type LinkTrial } from './linkTrial';

/** Ample, because Kling fetches a file within minutes of the request. */
const LINK_LIFETIME = '2h';

/** Makes the link to a file at one of the addresses that n8n may be reached at. */
type CreateLink = (data: IBinaryData) => string;

/**
 * Lets n8n itself serve a file to Kling through a signed link. The link is tried before anything is
 * paid for, and what is wrong with it is added to `problems`. Each load makes a new link.
 *
 * @param baseUrl the base URL of the API
 */
export async function readServedFile(
	context: IExecuteFunctions,
	file: BinaryFile,
	baseUrl: string,
	problems: string[],
): Promise<CheckedMedia> {
	const data = await store(context, file);
	if (!data.id) {
		problems.push(
			'n8n cannot serve the video to Kling, because it keeps files in memory only: set N8N_DEFAULT_BINARY_DATA_MODE to "filesystem" or "database", or use a Video URL',
		);
		return noMedia;
	}
	const ways = listWays(context, data);
	const reachable = ways.filter((create) => !isOutOfReach(create(data), baseUrl));
	if (reachable.length === 0) {
		const host = ways.map((create) => hostOf(create(data)))[0] ?? '';
		problems.push(
			`Kling cannot fetch the video from n8n, because "${host}" is not on the Internet: set N8N_WEBHOOK_URL (WEBHOOK_URL in older versions of n8n) to its public address, or use a Video URL`,
		);
		return noMedia;
	}
	const trials = await tryInTurn(context, reachable, data, file.size);
	const chosen = choose(trials);
	if (typeof chosen === 'string') {
		problems.push(chosen);
		return noMedia;
	}
	return {
		isContent: false,
		load: async () => await Promise.resolve(chosen(data)),
		identify: async () => await hashContents(file),
	};
}

async function hashContents(file: BinaryFile): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of await file.open()) hash.update(chunk);
	return hash.digest('hex');
}

/** Stores a file that isn't stored yet: a Code node may have put it into the item as Base64. */
async function store(context: IExecuteFunctions, file: BinaryFile): Promise<IBinaryData> {
	if (file.data.id) return file.data;
	const bytes = Buffer.from(file.data.data, 'base64');
	return await context.helpers.prepareBinaryData(
		bytes,
		file.name || 'video.mp4',
		file.data.mimeType,
	);
}

/**
 * The addresses to try. n8n's helper uses the public address for webhooks, which in queue mode may
 * lead to a process that serves no files. The editor's address leads to one that does (n8n facts
 * §14).
 */
function listWays(context: IExecuteFunctions, data: IBinaryData): CreateLink[] {
	const atWebhooks: CreateLink = (file) =>
		context.helpers.createBinarySignedUrl(file, LINK_LIFETIME);
	const editor = context.getInstanceBaseUrl().replace(/\/$/, '');
	const atEditor: CreateLink = (file) => {
		const { pathname, search } = new URL(atWebhooks(file));
		// Counted from the end, because an administrator may have put a path in front.
		const path = pathname.split('/').slice(-3).join('/');
		return `${editor}/${path}${search}`;
	};
	const isSame = atEditor(data) === atWebhooks(data);
	return isSame ? [atWebhooks] : [atWebhooks, atEditor];
}

interface TriedWay {
	create: CreateLink;
	trial: LinkTrial;
}

/** Tries the links until one certainly works. */
async function tryInTurn(
	context: IExecuteFunctions,
	ways: CreateLink[],
	data: IBinaryData,
	size: number,
): Promise<TriedWay[]> {
	const tried: TriedWay[] = [];
	for (const create of ways) {
		const trial = await tryLink(context, create(data), size);
		tried.push({ create, trial });
		if (trial === 'works') break;
	}
	return tried;
}

/**
 * Chooses the link that works. Without one, chooses the last whose trial is unknown, because n8n
 * may be unable to reach its own public address. Otherwise returns the problem.
 */
function choose(tried: TriedWay[]): CreateLink | string {
	const best =
		tried.find(({ trial }) => trial === 'works') ??
		[...tried].reverse().find(({ trial }) => trial === 'unknown');
	if (best) return best.create;
	const [first] = tried;
	return typeof first?.trial === 'object' ? first.trial.problem : '';
}

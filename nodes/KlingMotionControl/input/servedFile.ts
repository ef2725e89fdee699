import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { hostOf, isOutOfReach } from '../../../kling/url';
import { readBytes, type BinaryFile } from './binaryFile';
import { loadNothing, type LoadMedia } from './loadMedia';
import { tryLink, type LinkTrial } from './linkTrial';

/** Kling fetches a file within minutes of the create. */
const LINK_LIFETIME = '2h';

/** Makes the link of a file at one of the addresses under which n8n may be reached. */
type CreateLink = (data: IBinaryData) => string;

/**
 * A file that n8n itself serves to Kling under a signed link. The link is tried before anything is paid
 * for; what goes wrong there goes into `problems`. Each load makes a link of its own.
 *
 * @param baseUrl of the API
 */
export async function readServedFile(
	context: IExecuteFunctions,
	file: BinaryFile,
	baseUrl: string,
	problems: string[],
): Promise<LoadMedia> {
	const data = await store(context, file);
	if (!data.id) {
		problems.push(
			'n8n cannot serve the video to Kling, because it keeps files in memory only: set N8N_DEFAULT_BINARY_DATA_MODE to "filesystem" or "database", or use a Video URL',
		);
		return loadNothing;
	}
	const ways = listWays(context, data);
	const reachable = ways.filter((create) => !isOutOfReach(create(data), baseUrl));
	if (reachable.length === 0) {
		const host = ways.map((create) => hostOf(create(data)))[0] ?? '';
		problems.push(
			`Kling cannot fetch the video from n8n, because "${host}" is not on the Internet: set WEBHOOK_URL to the public address of n8n, or use a Video URL`,
		);
		return loadNothing;
	}
	const trials = await tryInTurn(context, reachable, data, file.size);
	const chosen = choose(trials);
	if (typeof chosen === 'string') {
		problems.push(chosen);
		return loadNothing;
	}
	return async () => await Promise.resolve(chosen(data));
}

/** A file that a Code node has put into the item as Base64 isn't stored yet. */
async function store(context: IExecuteFunctions, file: BinaryFile): Promise<IBinaryData> {
	if (file.data.id) return file.data;
	const bytes = await readBytes(context, file);
	return await context.helpers.prepareBinaryData(
		bytes,
		file.name || 'video.mp4',
		file.data.mimeType,
	);
}

/**
 * n8n's own helper builds on the public address for webhooks, which in queue mode leads to a process that
 * serves no files; the address of the editor leads to one that does (n8n facts §14).
 */
function listWays(context: IExecuteFunctions, data: IBinaryData): CreateLink[] {
	const atWebhooks: CreateLink = (file) =>
		context.helpers.createBinarySignedUrl(file, LINK_LIFETIME);
	const editor = context.getInstanceBaseUrl().replace(/\/$/, '');
	const atEditor: CreateLink = (file) => {
		const { pathname, search } = new URL(atWebhooks(file));
		// The first of them has a name of the administrator's choice.
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

/** Stops at the first link that surely works. */
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
 * The way that works; else the last one of which nothing is known, because n8n may not reach its own
 * public address; else why not.
 */
function choose(tried: TriedWay[]): CreateLink | string {
	const best =
		tried.find(({ trial }) => trial === 'works') ??
		[...tried].reverse().find(({ trial }) => trial === 'unknown');
	if (best) return best.create;
	const [first] = tried;
	return typeof first?.trial === 'object' ? first.trial.problem : '';
}

import type { IExecuteFunctions, INodeExecutionData, INodePropertyOptions } from 'n8n-workflow';
import type { KlingClient } from '../../../kling/api/client';
import type { ResourcePack } from '../../../kling/api/resourcePacks';
import { withRetries } from '../../../kling/api/retries';
import { KlingError } from '../../../kling/errors';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { isoTime } from '../../common/isoTime';
import { forEachItem } from '../../common/items';

export const option: INodePropertyOptions = {
	name: 'Get Resource Packs',
	value: 'getResourcePacks',
	action: 'Get resource packs of the account',
	description:
		'Return what is left in the resource packs, until when, and how many videos the account makes at once',
};

/**
 * Returns the account's packs, as one item each. Queries them only once, regardless of the number
 * of input items.
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { client } = await openAccount(context);
	const clock = createClock(context);
	const packs = withRetries(clock, async () => await askForPacks(client, clock.now()));
	return await forEachItem(context, async (itemIndex) =>
		(await packs).map((pack) => ({ json: simplifyPack(pack), pairedItem: { item: itemIndex } })),
	);
}

async function askForPacks(client: KlingClient, now: number): Promise<ResourcePack[]> {
	return await client.getResourcePacks(now).catch(explainMissingPacks);
}

/** Gateways have accounts of their own, which their websites show. */
function explainMissingPacks(error: unknown): never {
	const isMissing =
		error instanceof KlingError &&
		(error.httpStatus === 404 || error.kind === 'notFound' || error.kind === 'unreadable');
	if (!isMissing) throw error;
	throw new KlingError('This host does not say what is left in the account', {
		kind: 'refused',
		advice: "Only Kling's own hosts do. Look at the website of the gateway.",
		httpStatus: error.httpStatus,
		requestId: error.requestId,
	});
}

function simplifyPack(pack: ResourcePack) {
	return {
		pack_name: pack.name,
		status: pack.status,
		units_left: pack.unitsLeft,
		units_total: pack.unitsTotal,
		starts_at: isoTime(pack.startsAt),
		ends_at: isoTime(pack.endsAt),
		concurrent_videos: pack.concurrentVideos,
	};
}

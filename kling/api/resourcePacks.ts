import { isObject, numberOf, textOf, type JsonObject } from '../json';

/** Units that an account has bought (API §4). */
export interface ResourcePack {
	name: string;
	/** As the host words it: `online`, `toBeOnline`, `expired` or `runOut`. */
	status: string | null;
	unitsTotal: number | null;
	/** Up to 12 hours old. */
	unitsLeft: number | null;
	/** Unix time in milliseconds. */
	startsAt: number | null;
	/** Unix time in milliseconds. */
	endsAt: number | null;
	/** How many videos Kling makes at once for this pack; null when its name doesn't say. */
	concurrentVideos: number | null;
}

/** Finds the resource packs in a response; null when it has no list of them. */
export function findResourcePacks(json: unknown): ResourcePack[] | null {
	const data = isObject(json) && isObject(json.data) ? json.data : {};
	const packs = data.resource_pack_subscribe_infos;
	return Array.isArray(packs) ? packs.filter(isObject).map(parseResourcePack) : null;
}

function parseResourcePack(pack: JsonObject): ResourcePack {
	const name = textOf(pack.resource_pack_name) ?? '';
	return {
		name,
		status: textOf(pack.status),
		unitsTotal: numberOf(pack.total_quantity),
		unitsLeft: numberOf(pack.remaining_quantity),
		startsAt: numberOf(pack.effective_time),
		endsAt: numberOf(pack.invalid_time),
		// The number is in the name, such as Trial-Video-100Units-5Con-1Months.
		concurrentVideos: numberOf(/(?:^|-)(\d{1,4})Con(?:-|$)/i.exec(name)?.[1]),
	};
}

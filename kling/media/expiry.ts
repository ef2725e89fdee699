/** Clocks differ, so a link counts as expired only some time later. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * When a signed link expired; null unless the link itself says so and has certainly expired.
 *
 * @param now Unix milliseconds
 */
export function findExpiry({ searchParams }: URL, now: number): Date | null {
	const end = readExpiry(lowerCased(searchParams));
	if (end === null || end + TOLERANCE_MS >= now) return null;
	const date = new Date(end);
	return Number.isNaN(date.getTime()) ? null : date;
}

/** When the link expires, in Unix milliseconds; null when it doesn't say. */
function readExpiry(read: (name: string) => string | null): number | null {
	for (const scheme of ['x-amz', 'x-goog', 'x-oss', 'x-tos']) {
		const [date, expires] = [read(`${scheme}-date`), read(`${scheme}-expires`)];
		if (date !== null && expires !== null) return parseBasicDate(date) + Number(expires) * 1000;
	}
	const isSigned = read('signature') ?? read('key-pair-id') ?? read('ossaccesskeyid');
	const expires = read('expires');
	if (isSigned !== null && expires !== null && /^\d{10}$/.test(expires))
		return Number(expires) * 1000;
	// Azure's shared access signature.
	const end = read('se');
	return end !== null && read('sig') !== null ? Date.parse(end) : null;
}

function lowerCased(parameters: URLSearchParams): (name: string) => string | null {
	const entries = new Map([...parameters].map(([name, value]) => [name.toLowerCase(), value]));
	return (name) => entries.get(name) ?? null;
}

/** The date of a signature, such as 20261126T120000Z. */
function parseBasicDate(text: string): number {
	return Date.parse(
		text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
	);
}

/** A Unix time in milliseconds in the form of ISO 8601; null for none, and for one that can't be. */
export function isoTime(milliseconds: number | null): string | null {
	if (milliseconds === null) return null;
	const date = new Date(milliseconds);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

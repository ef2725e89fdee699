/**
 * Formats a Unix time in milliseconds according to ISO 8601; null for null or an impossible time.
 */
export function isoTime(milliseconds: number | null): string | null {
	if (milliseconds === null) return null;
	const date = new Date(milliseconds);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A table in Markdown, formatted as Prettier does. */
export function table(header: string[], rows: string[][]): string {
	const widths = header.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (cells: string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	const rule = widths.map((width) => '-'.repeat(width));
	return [header, rule, ...rows].map(line).join('\n');
}

/** A number with a number of decimals. */
export function rounded(value: number, decimals = 1): string {
	return value.toFixed(decimals);
}

/** The median, which a single bad measurement doesn't affect. */
export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * What hostile hosts did to the first version of the package (commit a322c26), by what they do: the
 * cells of its row, measured once with the same program. What took longer than 90 seconds was stopped.
 */
export const BEFORE: Record<string, string[]> = {
	'Get: a good answer': ['1.2', '', '0', '165', '20', ''],
	'Get: 512 MB of text in half a megabyte of gzip': ['more than 90', '', '1', '13057', '1447', ''],
	'Get: a refusal of 240 kB': ['more than 90', '', '1', '71902', '5', ''],
	'Get: JSON with 100,000 levels': ['0.8', '', '1', '290', '4', 'Maximum call stack size exceeded'],
	'Create: JSON with 100,000 levels': [
		'0.4',
		'',
		'1',
		'56',
		'4',
		'Maximum call stack size exceeded',
	],
	'Get: a byte now and then': ['more than 90', '', '1', '153', '63', ''],
	'Wait, at most 30 s: a byte now and then': [
		'more than 90',
		'more than 60',
		'1',
		'1604',
		'69',
		'',
	],
	'Wait, at most 30 s: silence': [
		'31.0',
		'1.0',
		'1',
		'230',
		'8',
		'The task had not ended after 0.5 minutes (last known status: unknown).',
	],
	'Get with Download Video: a video without an end': [
		'not tried: it would fill the disk',
		'',
		'',
		'',
		'',
		'',
	],
	'Get with Download Video: its beginning and then nothing': [
		'more than 90',
		'',
		'2',
		'366',
		'15',
		'',
	],
};

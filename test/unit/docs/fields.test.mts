import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';
import { KlingMotionControlApi } from '../../../credentials/KlingMotionControlApi.credentials';
import { KlingMotionControl } from '../../../nodes/KlingMotionControl/KlingMotionControl.node';
import { KlingMotionControlPollingTrigger } from '../../../nodes/KlingMotionControlPollingTrigger/KlingMotionControlPollingTrigger.node';
import { KlingMotionControlTrigger } from '../../../nodes/KlingMotionControlTrigger/KlingMotionControlTrigger.node';

const DOCS = join(__dirname, '../../../docs');
/** The names of collections are the headings of tables. */
const NO_FIELDS = ['notice', 'collection'];

/** The names of all fields, including those in collections. */
function labelsOf(properties: INodeProperties[]): string[] {
	const inner = properties
		.filter(({ type }) => type === 'collection')
		.flatMap(({ options = [] }) => labelsOf(options as INodeProperties[]));
	const own = properties.filter(({ type }) => !NO_FIELDS.includes(type));
	return [...new Set([...own.map(({ displayName }) => displayName), ...inner])];
}

describe('the pages of the documentation name every field', () => {
	it.each([
		['node', 'fields.md', new KlingMotionControl().description.properties],
		['callback trigger', 'triggers.md', new KlingMotionControlTrigger().description.properties],
		[
			'polling trigger',
			'triggers.md',
			new KlingMotionControlPollingTrigger().description.properties,
		],
		['credential', 'credential.md', new KlingMotionControlApi().properties],
	])('of the %s', (_what, page, properties) => {
		const text = readFileSync(join(DOCS, page), 'utf8');
		const labels = labelsOf(properties);

		expect(labels.length).toBeGreaterThan(2);
		expect(labels.filter((label) => !text.includes(label))).toEqual([]);
	});
});

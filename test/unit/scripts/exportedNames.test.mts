import { describe, expect, it } from '@jest/globals';
import { findSharedNames } from '../../../scripts/exportedNames.mjs';

describe('names that two files export', () => {
	it.each([
		['a function', 'export function same(): void {}'],
		['an async function', 'export async function same(): Promise<void> {}'],
		['a class', 'export class same {}'],
		['an abstract class', 'export abstract class same {}'],
		['an interface', 'export interface same {}'],
		['a type', 'export type same = string;'],
		['an enum', 'export enum same {}'],
		['a constant', 'export const other = 1, same = 2;'],
	])('are found for %s', (_, text) => {
		expect(findSharedNames(sources('export const same = 1;', text))).toEqual([
			'same is exported by kling/0.ts and kling/1.ts',
		]);
	});

	it('name every file that has them', () => {
		const text = 'export const same = 1;';

		expect(findSharedNames(sources(text, text, text))).toEqual([
			'same is exported by kling/0.ts and kling/1.ts and kling/2.ts',
		]);
	});

	it.each([
		['overloads in one file', 'export function f(): void; export function f(): void {}', ''],
		['what stays in its file', 'export const same = 1;', 'const same = 2;'],
		['what is passed on', 'export const same = 1;', "export { same } from './0';"],
	])('are not %s', (_, ...texts) => {
		expect(findSharedNames(sources(...texts))).toEqual([]);
	});

	it('are allowed for operations, which are alike on purpose', () => {
		const operation = (name: string): [string, string] => [
			`nodes/Node/operations/${name}.ts`,
			'export function execute() {}',
		];

		expect(findSharedNames(new Map([operation('get'), operation('wait')]))).toEqual([]);
	});
});

function sources(...texts: string[]): Map<string, string> {
	return new Map(texts.map((text, index) => [`kling/${index}.ts`, text]));
}

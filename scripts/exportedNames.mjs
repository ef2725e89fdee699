import ts from 'typescript';

/** Operations export the same names on purpose, by which the node finds their parts. */
const OPERATION = /\/operations\/[^/]+$/;

/**
 * Finds names under which two files export different things. Re-exporting something of another file
 * doesn't count.
 *
 * @param {Map<string, string>} sources the text of each file, by its path
 * @returns {string[]} a line for each name
 */
export function findSharedNames(sources) {
	/** @type {Map<string, string[]>} */
	const pathsByName = new Map();
	for (const [path, text] of sources) {
		if (OPERATION.test(path)) continue;
		for (const name of exportedNames(path, text)) {
			pathsByName.set(name, [...(pathsByName.get(name) ?? []), path]);
		}
	}
	return [...pathsByName]
		.filter(([, paths]) => paths.length > 1)
		.map(([name, paths]) => `${name} is exported by ${paths.join(' and ')}`);
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Set<string>} overloads count once
 */
function exportedNames(path, text) {
	const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
	return new Set(statements.filter(isExported).flatMap(declaredNames));
}

/** @param {ts.Statement} statement */
function isExported(statement) {
	const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
	return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/**
 * @param {ts.Statement} statement
 * @returns {string[]}
 */
function declaredNames(statement) {
	const declarations = ts.isVariableStatement(statement)
		? statement.declarationList.declarations
		: [/** @type {ts.DeclarationStatement} */ (statement)];
	return declarations.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
}

const { dest, parallel, src } = require('gulp');

/** SVGs are copied byte for byte: gulp would otherwise decode them as text. */
function icons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** The codex files: categories, aliases and links that n8n's node panel shows. */
function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

exports.assets = parallel(icons, codex);

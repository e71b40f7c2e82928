const { dest, src } = require('gulp');

/** Copies what tsc leaves behind: icons, codex files and output schemas. */
function assets() {
	return src(
		['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json', 'credentials/**/*.svg'],
		{ base: '.', encoding: false },
	).pipe(dest('dist'));
}

exports.default = assets;

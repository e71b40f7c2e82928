/**
 * For the expression of a subtitle: the first name among what was chosen from lists, or else `otherwise`.
 * `$parameter.pool` would be the ID alone, and its name undefined (n8n §4).
 */
export function chosenName(parameters: string[], otherwise: string): string {
	const names = parameters.map((name) => `$parameter.toJSON().${name}?.cachedResultName`);
	return `(${[...names, otherwise].join(' || ')})`;
}

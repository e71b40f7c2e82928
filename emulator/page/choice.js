/** The chosen project or pool, kept in the address; a pool is shown until a project is chosen. */
const asked = new URLSearchParams(location.search);

export const choice = { projectId: asked.get('project'), poolId: asked.get('pool') };

export function chooseProject(id) {
	remember(id, null);
}

export function choosePool(id) {
	remember(choice.projectId, id);
}

/** Forgets the chosen pool if it no longer exists, for example after a reset. */
export function keepKnown(pools) {
	if (!pools.some(({ id }) => id === choice.poolId)) choice.poolId = null;
}

function remember(projectId, poolId) {
	Object.assign(choice, { projectId, poolId });
	const query = poolId === null ? `project=${projectId}` : `pool=${poolId}`;
	history.replaceState(null, '', `/?${query}`);
}

/**
 * Returns the chosen project, else a ready one (with items waiting, if possible), else the first.
 */
export function chosenProject(projects) {
	const ready = projects.filter((project) => project.status === 'READY');
	const known = projects.find((project) => project.id === choice.projectId);
	const busy = ready.find((project) => project.items.NEW + project.items.PROCESSING > 0);
	return known ?? busy ?? ready[0] ?? projects[0];
}

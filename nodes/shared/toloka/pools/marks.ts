import type { Pool } from './pools';

/** A pool's labels say which run cloned it: the service has no key for clones (toloka-api §P3.9). */

const LABEL = 'n8n_clone';

/** The labels of a clone: those copied from its source, and the mark of the run that cloned it. */
export function markedBy(mark: string, { id, metadata }: Pool): Pick<Pool, 'metadata'> {
	return { metadata: { ...metadata, [LABEL]: [`${id}:${mark}`] } };
}

/** The mark of the run that cloned the pool; one copied from its source has the source's id. */
export function markOf({ id, metadata }: Pool): string | undefined {
	const labels: unknown = metadata?.[LABEL];
	const texts = Array.isArray(labels) ? labels.map(String) : [];
	return texts.find((text) => text.startsWith(`${id}:`))?.slice(id.length + 1);
}

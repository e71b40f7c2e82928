import type { JsonObject } from '../json.mts';
import type { World } from '../world.mts';
import { found } from './errors.mts';
import { pageReply, type ServiceRoute } from './route.mts';
import { listParameters, searchPage, type ListSpec } from './search.mts';

/** Entities that are few enough for a map, and are read as a list and one by one. */
export interface Collection<T extends { id: string }> {
	/** For example `/user-skills`. */
	pattern: string;
	spec: ListSpec<T>;
	entriesOf(world: World): Map<string, T>;
	format(world: World, entry: T): JsonObject;
}

/** `GET` of the list and of one entity. */
export function readRoutes<T extends { id: string }>(
	collection: Collection<T>,
): [list: ServiceRoute, one: ServiceRoute] {
	const { pattern, spec, entriesOf, format } = collection;
	return [
		{
			method: 'GET',
			pattern,
			query: listParameters(spec),
			handle: (world, { query }) => {
				const page = searchPage([...entriesOf(world).values()], spec, query, world.switches.get());
				const items = page.entries.map((entry) => format(world, entry));
				return pageReply('items', items, page.hasMore);
			},
		},
		{
			method: 'GET',
			pattern: `${pattern}/{id}`,
			query: [],
			handle: (world, { params }) => ({
				status: 200,
				body: format(world, found(entriesOf(world).get(params.id ?? ''))),
			}),
		},
	];
}

/** `around` wraps the removal of entities whose removal has further effects. */
export function deleteRoute<T extends { id: string }>(
	{ pattern, entriesOf }: Collection<T>,
	around: (world: World, entry: T, remove: () => void) => void = (_world, _entry, remove) =>
		remove(),
): ServiceRoute {
	return {
		method: 'DELETE',
		pattern: `${pattern}/{id}`,
		query: [],
		handle: (world, { params }) => {
			const entries = entriesOf(world);
			const entry = found(entries.get(params.id ?? ''));
			around(world, entry, () => entries.delete(entry.id));
			return { status: 204 };
		},
	};
}

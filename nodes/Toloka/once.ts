/** Does something once per run, however many input items name it, and returns its outcome to all. */
export type Once = <Outcome>(name: string, make: () => Promise<Outcome>) => Promise<Outcome>;

export function oncePerRun(): Once {
	const made = new Map<string, Promise<unknown>>();
	return async <Outcome>(name: string, make: () => Promise<Outcome>) => {
		const outcome = (made.get(name) as Promise<Outcome> | undefined) ?? make();
		made.set(name, outcome);
		return await outcome;
	};
}

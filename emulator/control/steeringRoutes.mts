import type { Emulation } from '../emulation.mts';
import { checkFault } from '../steering/faultCheck.mts';
import { checkSwitches, describeSwitches } from '../steering/switches.mts';
import { numberIn, type ControlRoute } from './controlRoute.mts';

const LOG_LIMIT = 1_000;

/** Routes for the clock, faults, switches, the log and reset. */
export function steeringRoutes(emulation: Emulation): ControlRoute[] {
	return [...clockRoutes(emulation), ...faultRoutes(emulation), ...otherRoutes(emulation)];
}

function clockRoutes({ clock }: Emulation): ControlRoute[] {
	const tell = (): unknown => ({ now: clock.now(), iso: new Date(clock.now()).toISOString() });
	return [
		{ method: 'GET', path: '/clock', handle: tell },
		{
			method: 'POST',
			path: '/clock',
			handle: ({ body }) => {
				const advanceMs = numberIn(body, 'advanceMs');
				const setMs = numberIn(body, 'setMs');
				if ((advanceMs === undefined) === (setMs === undefined)) {
					throw new RangeError('Send either "advanceMs" or "setMs"');
				}
				if (setMs !== undefined) clock.set(setMs);
				if (advanceMs !== undefined) clock.advance(advanceMs);
				return tell();
			},
		},
	];
}

function faultRoutes({ faults }: Emulation): ControlRoute[] {
	return [
		{ method: 'GET', path: '/faults', handle: () => ({ faults: faults.list() }) },
		{
			method: 'POST',
			path: '/faults',
			handle: ({ body }) => ({ id: faults.add(checkFault(body)) }),
		},
		{ method: 'DELETE', path: '/faults', handle: () => faults.clear() },
		{
			method: 'DELETE',
			path: '/faults/:id',
			handle: ({ params }) => faults.remove(Number(params.id)),
		},
	];
}

function otherRoutes(emulation: Emulation): ControlRoute[] {
	const { log, switches } = emulation;
	return [
		{
			method: 'GET',
			path: '/log',
			handle: ({ query }) => ({
				entries: log.entries().slice(-readLimit(query.limit)),
				counts: log.counts(),
			}),
		},
		{ method: 'DELETE', path: '/log', handle: () => log.clear() },
		{
			method: 'GET',
			path: '/switches',
			handle: () => ({ switches: switches.get(), accepts: describeSwitches() }),
		},
		{
			method: 'POST',
			path: '/switches',
			handle: ({ body }) => {
				switches.set(checkSwitches(body));
				return { switches: switches.get() };
			},
		},
		{ method: 'POST', path: '/reset', handle: () => emulation.reset() },
	];
}

function readLimit(text: string | undefined): number {
	const limit = Number(text ?? LOG_LIMIT);
	if (!Number.isInteger(limit) || limit < 1) {
		throw new RangeError('"limit" must be a whole number of 1 or more');
	}
	return limit;
}

import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { getSolutions } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { Operating } from '../operating.mts';
import { createTrigger } from '../trigger.mts';

/** A message about an endless list names what is listed, because there may be fifty lists. */

const operating = new Operating();

function endless(route: string): void {
	const body = { items: [], has_more: true };
	const match = { route };
	operating.emulator.faults.add({ kind: 'status', status: 200, body, times: 'always', match });
}

const messageOf = ({ error }: NodeResult) => error?.message;
const addPool = () => operating.emulator.seedData.addPool({ status: 'OPEN' }).id;
const addProject = () => operating.emulator.seedData.addAppProject().id;

async function publish(type: string, parameters: IDataObject): Promise<string | undefined> {
	const { credentials } = operating.emulated;
	const all = { ...parameters, startFrom: 'beginning' };
	const trigger = createTrigger({ type, credentials, parameters: all, workflowId: type });
	const published = trigger.activate().then(() => undefined);
	return await published.catch((error: Error) => error.message);
}

describe('an empty page that announces more', () => {
	it('of answers is reported with their pool', async () => {
		endless('GET /assignments');
		const pool = addPool();
		const result = await operating.operate('assignment:getMany', { pool: byId(pool) });
		expect(messageOf(result)).toContain(`while reading the assignments of pool ${pool}`);
		const pools = { values: [{ pool: byId(pool) }] };
		const refused = await publish('tolokaPoolTrigger', { pools });
		expect(refused).toContain(`while reading the assignments of pool ${pool}`);
	});

	it('of items is reported with their project', async () => {
		endless('GET /app-projects/{id}/items');
		const project = addProject();
		const result = await operating.operate('item:getMany', { project: byId(project) });
		const doing = `while listing the items of the project ${project}`;
		expect(messageOf(result)).toContain(doing);
		const parameters = { project: byId(project) };
		expect(await publish('tolokaPollFinishedItemsTrigger', parameters)).toContain(doing);
	});

	it('of solutions is reported with their operation', async () => {
		endless('GET /aggregated-solutions/{operationId}');
		const id = operating.emulator.seedData.addAggregation({ rows: 1 });
		const result = await getSolutions(operating.emulated, [{ id }]);
		expect(messageOf(result)).toContain(`the aggregated solutions of operation ${id}`);
	});
});

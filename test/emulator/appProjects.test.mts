import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import { codeOf, rowsOf, useService, type Service } from './service.mts';

const items: Json = [{ image_url: 'https://images.example.org/1.jpg' }];

const status = async (service: Service, id: string): Promise<unknown> =>
	((await service.apps('GET', `/app-projects/${id}`)).json as JsonObject).status;

async function create(service: Service, body: JsonObject): Promise<JsonObject> {
	return (await service.apps('POST', '/app-projects', body)).json as JsonObject;
}

describe('app projects', () => {
	const service = useService();

	it('are created from a solution, checked, and then ready', async () => {
		const { appId } = service.emulator.catalogue.appProject();
		const apps = rowsOf<{ id: string; name: string }>(await service.apps('GET', '/apps'));
		const app = apps.find(({ id }) => id === appId);
		const created = await create(service, {
			app_id: appId,
			name: 'Mine',
			parameters: { default_language: 'en' },
		});
		expect(created).toMatchObject({
			app_id: appId,
			name: 'Mine',
			status: 'CREATING',
			parent_app_project_id: '',
			parameters: { default_language: 'en' },
			app: { id: appId, name: app?.name },
			errors: [],
		});
		const id = String(created.id);
		await service.apps('POST', `/app-projects/${id}/items/bulk`, { items });
		service.clock.advance(3_000);
		expect(await status(service, id)).toBe('READY');
		service.clock.advance(30_000);
		expect(service.emulator.truth.items(id)).toMatchObject([{ status: 'COMPLETED' }]);
	});

	it('can be clones of another project', async () => {
		const parent = service.emulator.catalogue.appProject();
		const clone = await create(service, { parent_app_project_id: parent.id, name: 'Clone' });
		expect(clone).toMatchObject({ app_id: parent.appId, parent_app_project_id: parent.id });
		const path = `/app-projects?parent_app_project_id=${parent.id}`;
		expect(rowsOf(await service.apps('GET', path))).toMatchObject([{ id: clone.id }]);
	});

	it.each([
		[{ name: 'No solution' }, 'app_id', 'VALUE_REQUIRED'],
		[{ app_id: 'QlvdZj5d53QHj5Nvx9Vd', name: 'Which?' }, 'app_id', 'ENTITY_DOES_NOT_EXIST'],
		[{ app_id: 'QlvdZj5d53QHj5Nvx9Vd' }, 'name', 'VALUE_REQUIRED'],
		[{ parent_app_project_id: 'x', name: 'y' }, 'parent_app_project_id', 'ENTITY_DOES_NOT_EXIST'],
		[{ name: 'y', parameters: [] }, 'parameters', 'OBJECT_EXPECTED'],
	])('are refused as %j', async (body, field, code) => {
		const before = service.emulator.catalogue.appProjects().length;
		expect((await service.apps('POST', '/app-projects', body)).json).toMatchObject({
			code: 'VALIDATION_ERROR',
			payload: { [field]: { code } },
		});
		expect(service.emulator.catalogue.appProjects()).toHaveLength(before);
	});

	it('are archived and return to their earlier status', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const act = async (verb: string): Promise<string> =>
			codeOf(await service.apps('POST', `/app-projects/${id}/${verb}`));
		expect(await act('unarchive')).toBe('409 INAPPROPRIATE_STATUS');
		expect(await act('archive')).toBe('200 undefined');
		expect(await act('archive')).toBe('409 INAPPROPRIATE_STATUS');
		expect(codeOf(await service.apps('POST', `/app-projects/${id}/items/bulk`, { items }))).toBe(
			'409 PROJECT_INAPPROPRIATE_STATUS',
		);
		expect(await act('unarchive')).toBe('200 undefined');
		expect(await status(service, id)).toBe('READY');
	});

	it('keep queued batches waiting while they are archived', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const path = `/app-projects/${id}/batches`;
		const batches: string[] = [];
		for (let made = 0; made < 2; made += 1) {
			const reply = await service.apps('POST', path, { items, force_new_original: true });
			batches.push((reply.json as { id: string }).id);
			await service.apps('POST', `${path}/${batches[made]}/start`);
		}
		await service.apps('POST', `/app-projects/${id}/archive`);
		service.clock.advance(60_000);
		const statuses = (): string[] => service.emulator.truth.batches(id).map((one) => one.status);
		expect(statuses()).toEqual(['COMPLETED', 'QUEUED']);
		await service.apps('POST', `/app-projects/${id}/unarchive`);
		expect(statuses()).toEqual(['COMPLETED', 'PROCESSING']);
	});

	it('spell the archived status as documented: one way in a single project, another in lists', async () => {
		const { id } = service.emulator.catalogue.appProject('ARCHIVED');
		const listed = async (): Promise<unknown> =>
			rowsOf<JsonObject>(await service.apps('GET', '/app-projects?status=ARCHIVED'))[0]?.status;
		expect([await status(service, id), await listed()]).toEqual(['ARCHIVE', 'ARCHIVED']);
		service.emulator.switches.set({ archivedName: 'ARCHIVED' });
		expect([await status(service, id), await listed()]).toEqual(['ARCHIVED', 'ARCHIVED']);
		expect((await service.apps('GET', '/app-projects?status=GONE')).status).toBe(400);
	});

	it('are listed by owner', async () => {
		const requester = (await service.v1('GET', '/requester')).json as { id: string };
		const own = service.emulator.catalogue.appProjects().map(({ id }) => id);
		const theirs = service.emulator.seedData.addAppProject({ requesterId: 'a1b0b42923c4' }).id;
		const ids = async (query: string): Promise<string[]> =>
			rowsOf<{ id: string }>(await service.apps('GET', `/app-projects?${query}`)).map(
				({ id }) => id,
			);
		const sorted = (some: string[]): string[] => [...some].sort();
		expect(sorted(await ids('scope=COMPANY'))).toEqual(sorted([...own, theirs]));
		expect(sorted(await ids('scope=MY'))).toEqual(sorted(own));
		expect(await ids('scope=REQUESTER_LIST&requester_ids=a1b0b42923c4')).toEqual([theirs]);
		const both = `scope=REQUESTER_LIST&requester_ids=${requester.id},a1b0b42923c4`;
		expect(await ids(both)).toHaveLength(own.length + 1);
		for (const query of ['scope=REQUESTER_LIST', 'scope=OURS']) {
			expect((await service.apps('GET', `/app-projects?${query}`)).status).toBe(400);
		}
	});
});

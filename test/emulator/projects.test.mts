import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, request, rowsOf, useService, type Reply } from './service.mts';
import { poolBody } from './pools.mts';

describe('projects', () => {
	const service = useService();

	/** Builds a project with a view as the official client and its examples send it. */
	const body = (extra: JsonObject = {}): JsonObject => ({
		public_name: 'Birds',
		public_description: 'Which bird?',
		task_spec: {
			input_spec: { image: { type: 'url', required: true, hidden: false } },
			output_spec: { bird: { type: 'string', required: true, hidden: false } },
			view_spec: {
				type: 'tb',
				config: '{}',
				lock: { core: '1.0.0' },
				inferDataSpec: false,
				localizationConfig: null,
			},
		},
		assignments_issuing_type: 'AUTOMATED',
		...extra,
	});

	it('can be created, replaced and archived', async () => {
		const sent = body({ metadata: { a: ['b'] }, sensitive: true });
		const made = await service.v1('POST', '/projects', sent);
		expect(made.status).toBe(201);
		expect(made.json).toMatchObject({ ...sent, status: 'ACTIVE' });
		const { id } = made.json as { id: string };
		const renamed = await service.v1('PUT', `/projects/${id}`, { ...sent, public_name: 'Owls' });
		expect(renamed.json).toMatchObject({ id, public_name: 'Owls' });
		const refused = await service.v1('POST', '/projects', {
			...sent,
			task_spec: { input_spec: {} },
		});
		expect(refused.json).toMatchObject({
			payload: { 'task_spec.output_spec': { code: 'VALUE_REQUIRED' } },
		});
		const pool = await service.v1('POST', '/pools', poolBody({ project_id: Number(id) }));
		expect(codeOf(await service.v1('POST', `/projects/${id}/archive`))).toBe(
			'409 UNARCHIVED_POOLS_CONFLICT',
		);
		service.emulator.seedData.setPoolStatus((pool.json as { id: string }).id, 'ARCHIVED');
		expect((await service.v1('POST', `/projects/${id}/archive`)).status).toBe(202);
		service.clock.advance(5_000);
		expect(rowsOf(await service.v1('GET', '/projects?status=ARCHIVED'))).toHaveLength(2);
		expect(rowsOf(await service.v1('GET', '/projects?owner=somebody'))).toEqual([]);
	});

	/** Official client: `check_update_project_for_major_version_change`. */
	it('report what replacing them would change', async () => {
		const got = (await service.v1('GET', '/projects/70001')).json as JsonObject;
		const check = async (change: (task: JsonObject) => void): Promise<unknown> => {
			const sent = structuredClone(got);
			change(sent);
			const { url, apiKey } = service.emulator;
			const address = `${url}/api/staging/projects/70001/check`;
			const reply = await request('POST', address, sent, `ApiKey ${apiKey}`);
			return (reply.json as JsonObject).differenceLevel;
		};
		const specs = (sent: JsonObject): Record<string, JsonObject> =>
			sent.task_spec as Record<string, JsonObject>;
		expect(await check(() => undefined)).toBe('EQUAL');
		expect(await check((sent) => (sent.public_name = 'Pets'))).toBe('NON_BREAKING_CHANGE');
		expect(await check((sent) => delete specs(sent).output_spec.result)).toBe('BREAKING_CHANGE');
		expect(await check((sent) => (specs(sent).input_spec.more = { type: 'url' }))).toBe(
			'BREAKING_CHANGE',
		);
		const optional = { type: 'url', required: false };
		expect(await check((sent) => (specs(sent).input_spec.more = optional))).toBe(
			'NON_BREAKING_CHANGE',
		);
	});

	it('have a view, its lock, and the settings for a map', async () => {
		const rows = rowsOf<JsonObject>(await service.v1('GET', '/projects'));
		expect(rows[0]).toMatchObject({
			task_spec: { view_spec: { type: 'tb', lock: { core: '1.0.0' }, settings: {} } },
		});
		const map = rows.find((row) => row.assignments_issuing_type === 'MAP_SELECTOR');
		expect(map).toHaveProperty('assignments_issuing_view_config.title_template');
	});

	it('are refused if a map lacks what it shows of a task', async () => {
		const sent = body({ assignments_issuing_type: 'MAP_SELECTOR' });
		const path = 'assignments_issuing_view_config';
		const required = { code: 'VALUE_REQUIRED' };
		expect((await service.v1('POST', '/projects', sent)).json).toMatchObject({
			payload: { [`${path}.title_template`]: required, [`${path}.description_template`]: required },
		});
		const partial = { ...sent, [path]: { title_template: 'Here' } };
		expect((await service.v1('POST', '/projects', partial)).json).toMatchObject({
			payload: { [`${path}.description_template`]: required },
		});
		const whole = { ...sent, [path]: { title_template: 'Here', description_template: 'It' } };
		expect((await service.v1('POST', '/projects', whole)).status).toBe(201);
	});

	/** Official OpenAPI, `ProjectFormV1`. */
	it.each([
		['assignments_issuing_type', null, 'VALUE_REQUIRED'],
		['assignments_automerge_enabled', 'yes', 'BOOLEAN_EXPECTED'],
		['public_instructions', ['Look'], 'STRING_EXPECTED'],
		['private_comment', {}, 'STRING_EXPECTED'],
		['metadata', 'red', 'OBJECT_EXPECTED'],
	])('are refused if %s is %j', async (name, value, code) => {
		const reply = await service.v1('POST', '/projects', body({ [name]: value }));
		expect(reply.json).toMatchObject({ payload: { [name]: { code } } });
	});

	it('get IDs for the rules of quality control, like pools', async () => {
		const rule = {
			conditions: [{ key: 'skipped_in_row_count', operator: 'GTE', value: 10 }],
			action: { type: 'RESTRICTION', parameters: { scope: 'POOL', duration_days: 1 } },
		};
		const collector = { type: 'SKIPPED_IN_ROW_ASSIGNMENTS', parameters: null };
		const configs = [{ collector_config: collector, rules: [rule] }];
		const uuids = {
			configs: [{ collector_config: { uuid: expect.stringMatching(/^[\da-f-]{36}$/) } }],
		};
		for (const [path, sent] of [
			['/projects', body({ quality_control: { configs } })],
			['/pools', poolBody({ quality_control: { configs } })],
		] as const) {
			const made = (await service.v1('POST', path, sent)).json as JsonObject;
			expect(made).toMatchObject({ quality_control: uuids });
			const put = (extra: JsonObject): Promise<Reply> =>
				service.v1('PUT', `${path}/${String(made.id)}`, extra);
			expect((await put(made)).json).toEqual(made);
			expect((await put(sent)).json).toMatchObject({ quality_control: uuids });
		}
		const pools = rowsOf<JsonObject>(await service.v1('GET', '/pools?sort=-id'));
		await service.v1('POST', `/pools/${String(pools[0]?.id)}/clone`);
		service.clock.advance(5_000);
		const [clone] = rowsOf<JsonObject>(await service.v1('GET', '/pools?sort=-id'));
		expect(clone?.id).not.toBe(pools[0]?.id);
		expect(clone?.quality_control).toEqual(pools[0]?.quality_control);
	});

	it('can be joined by skills', async () => {
		const sent = { name: 'Birds', public_name: { EN: 'Birds' } };
		const made = await service.v1('POST', '/skills', sent);
		const byDefault = { hidden: true, deprecated: false, global: false };
		expect(made).toMatchObject({ status: 201, json: { ...sent, ...byDefault } });
		const { id } = made.json as { id: string };
		const change = { ...(made.json as JsonObject), name: 'Owls', hidden: false, deprecated: true };
		expect((await service.v1('PUT', `/skills/${id}`, change)).json).toEqual(change);
		expect(rowsOf(await service.v1('GET', '/skills?name=Owls&global=false'))).toHaveLength(1);
		for (const range of ['id_gte=', 'created_gte=2024-01-15T12:00:00&id_lt=99999&name=']) {
			const filter = range.startsWith('id') ? `${range}${id}` : `${range}Owls`;
			expect(rowsOf(await service.v1('GET', `/skills?${filter}`))).toMatchObject([{ id }]);
		}
		expect(rowsOf(await service.v1('GET', '/skills?modified_lt=2024-01-15'))).toHaveLength(2);
		expect(codeOf(await service.v1('POST', '/skills', {}))).toBe('400 VALIDATION_ERROR');
		const listed = { ...sent, private_comment: [] };
		expect(codeOf(await service.v1('POST', '/skills', listed))).toBe('400 VALIDATION_ERROR');
	});

	it('can be joined by the skills of verified languages, which lists leave out', async () => {
		const { json } = await service.v1('GET', '/skills/26366');
		expect(json).toMatchObject({ id: '26366', global: true, owner: { myself: false } });
		const all = rowsOf<JsonObject>(await service.v1('GET', '/skills'));
		expect(all.map(({ global }) => global)).toEqual([false, false]);
		const global = rowsOf<JsonObject>(await service.v1('GET', '/skills?global=true'));
		expect(global).toHaveLength(14);
		expect(global).toContainEqual(json);
		expect((await service.v1('GET', '/skills?limit=100')).status).toBe(200);
		expect(codeOf(await service.v1('GET', '/skills?limit=101'))).toBe('400 VALIDATION_ERROR');
		const change = { name: 'English' };
		expect(codeOf(await service.v1('PUT', '/skills/26366', change))).toBe('404 DOES_NOT_EXIST');
	});
});

import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { AppProjectInfo } from '../emulated.mts';
import { byId } from '../emulated.mts';
import { workflowPackage } from '../engine.mts';
import { Pushing } from '../pushing.mts';

/** Expressions in messages work when they are pasted, whatever the name of the column contains. */

const pushing = new Pushing();
const url = 'https://example.com/1.jpg';
const NAMES = [
	...['a}}b', '}}', 'a}}}b}', 'a{{b', '{{ $json.x }}', 'a\\}}b', 'a\\\\}}b', '\\'],
	...['a"b', "a'b", 'a`b', 'a${b}', 'a"]}}', 'a\\"b', 'a\\b', 'a\\u0041', "']"],
	...['a\nb', 'a\r\n\tb', 'a\u2028b', 'a  b', ' a ', 'a\u00a0b', 'a\u200bb', 'a\ufeff', 'a\u0000b'],
	...[
		'größe',
		'gro\u0308ße',
		'x²',
		'имя',
		'1st',
		'class',
		'👍',
		'a👍',
		'𝒳',
		'\ud83d',
		'a-b',
		'a.b',
	],
];

const IMAGE = { image: { type: 'url' as const } };
const listOf = (name: string) => ({ [name]: [{ url }] }) as unknown as IDataObject;
const mapping = (value: IDataObject) => ({ fields: { mappingMode: 'defineBelow', value } });
const advised = (text = '') =>
	/(?:set it to|or write) (\{\{ .*? \}\})(?=,? |$|\.)/.exec(text)?.[1] ?? 'no expression';

/** The value of a pasted text in n8n's engine. */
function valueOf(text: string, json: IDataObject): unknown {
	const node = { name: 'Node', type: 'x', typeVersion: 1, parameters: {} };
	const nodeTypes = { getByNameAndVersion: () => undefined };
	const parts = { nodes: [node], connections: {}, nodeTypes };
	const { expression } = new workflowPackage.Workflow({
		id: 'w',
		active: false,
		...parts,
	} as never);
	return expression.getParameterValue(`=${text}`, null, 0, 0, 'Node', [{ json }], 'manual', {});
}

async function push(inputSpec: AppProjectInfo['inputSpec'], row: IDataObject, fields = {}) {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec });
	const { error } = await pushing.push([row], { project: byId(id), ...fields });
	const pushed = pushing.emulator.truth.items(id).map(({ input }) => input);
	return { message: error?.message, advice: error?.description ?? '', pushed };
}

describe.each(NAMES)('a column %j', (name) => {
	const text = JSON.stringify(name).replaceAll('}', '\\u007d').replace('\u2028', '\\u2028');
	const quoted = `$json[${text}]`;

	it('whose value is a list, is mapped to what the list contains', async () => {
		const image = `={{ ${quoted} }}`;
		const { message } = await push(IMAGE, listOf(name), mapping({ image }));
		const pasted = mapping({ image: `=${advised(message)}` });
		expect(await push(IMAGE, listOf(name), pasted)).toMatchObject({ pushed: [{ image: url }] });
	});

	it('with the name of a field is set with Edit Fields', async () => {
		const { message } = await push({ [name]: { type: 'url' } }, listOf(name));
		expect(valueOf(advised(message), listOf(name))).toBe(url);
	});

	it('with rows as text is read with Edit Fields', async () => {
		const row = { [name]: JSON.stringify([{ image: url }]) };
		const { advice } = await push(IMAGE, row);
		const [, json = ''] = /enter (\{ .* \}), then/.exec(advice) ?? [];
		expect(JSON.parse(String(valueOf(json, row)))).toEqual({ rows: [{ image: url }] });
	});

	it('with a row per line is read with Edit Fields', async () => {
		const row = { [name]: `{"image":"${url}"} \r\n\n{"image":"a  b"}\n` };
		const { advice } = await push(IMAGE, row);
		const [, json = ''] = /enter (\{ .* \}), then/.exec(advice) ?? [];
		const images = [{ image: url }, { image: 'a  b' }];
		expect(JSON.parse(String(valueOf(json, row)))).toEqual({ rows: images });
	});

	it('that is empty in a link may be empty', async () => {
		const image = `=https://a.b/{{ ${quoted} }}`;
		const { advice } = await push(IMAGE, { [name]: '' }, mapping({ image }));
		expect(valueOf(advised(advice), {})).toBe('');
	});
});

it('that cannot be shown in a message are not advised', async () => {
	const long = 'x'.repeat(300);
	const { message } = await push({ [long]: { type: 'url' } }, listOf(long));
	expect(message).not.toContain('{{');
	const rows = { [long]: JSON.stringify([{ image: url }]) };
	expect((await push(IMAGE, rows)).advice).toContain('for example with Code');
	const link = await push(
		IMAGE,
		{ [long]: '' },
		mapping({ image: `=https://a.b/{{ $json.${long} }}` }),
	);
	expect(link.advice).toMatch(/Fill in “x+…”/);
	expect(link.advice).not.toContain('{{');
	const image = '={{ [{ url: $json["a"], text: `two  spaces` }] }}';
	expect((await push(IMAGE, { a: url }, mapping({ image }))).message).toMatch(
		/not a list\. Nothing/,
	);
});

import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId, imageRows } from '../emulated.mts';
import { runFlow } from '../flow.mts';
import { Pushing } from '../pushing.mts';

const pushing = new Pushing();

/** Pushes rows with an expression in the credential's Token. */
async function push(rows: IDataObject[], token: string, settings = {}) {
	const credentials = { ...pushing.emulated.credentials, token };
	return await pushing.push(rows, {}, settings, { credentials });
}

/** Returns rows with the token of their account. */
const rowsWith = (...tokens: string[]) =>
	imageRows(tokens.length).map((row, index) => ({ ...row, account: tokens[index] }));

const TOKEN = '={{ $json.account }}';

describe('a credential with an expression', () => {
	it.each([
		['last', 2],
		['second', 1],
	])('is refused if the %s item has another account', async (_which, other) => {
		const tokens = [0, 1, 2].map((item) =>
			item === other ? 'other-secret' : pushing.emulator.apiKey,
		);
		const { error } = await push(rowsWith(...tokens), TOKEN);
		expect(error?.message).toContain(
			`The credential must be the same for all items, but it contains an expression that returns other values for item ${other} than for item 0`,
		);
		expect(error?.description).toContain('Run the node once per account');
		expect(JSON.stringify(error)).not.toContain('other-secret');
		expect(pushing.created()).toEqual([]);
	});

	it('is refused for an item that chooses an account without naming its own', async () => {
		const rows = rowsWith('a', 'b', 'a');
		const { apiKey } = pushing.emulator;
		const { error } = await push(rows, `={{ $json.account === 'b' ? 'other' : '${apiKey}' }}`);
		expect(error?.message).toContain('returns other values for item 1 than for item 0');
	});

	it.each(["$('Start').all()[$itemIndex]", "$('Start').item", '$node.Start'])(
		'is refused for an item that chooses it by the row of an earlier node that has more: %s',
		async (row) => {
			const { apiKey } = pushing.emulator;
			const token = `={{ ${row}.json.account === 'b' ? 'other' : '${apiKey}' }}`;
			const { error } = await runFlow({
				credentials: { ...pushing.emulated.credentials, token },
				input: rowsWith('a', 'b', 'a', 'a', 'a'),
				nodes: [
					{
						...{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches' },
						parameters: { batchSize: 3 },
					},
					{
						...{ name: 'Push', type: 'n8n-nodes-toloka.tolokaPushItems' },
						parameters: { project: byId(pushing.projectId) },
					},
				],
				wires: [
					['Start', 'Loop'],
					['Loop', 'Push', 1],
				],
			});
			expect(error?.message).toContain('returns other values for item 1 than for item 0');
			expect(pushing.created()).toEqual([]);
		},
	);

	it.each([TOKEN, "={{ $('Start').first().json.account }}"])(
		'%s may give all items the same account',
		async (token) => {
			const { apiKey } = pushing.emulator;
			const { error } = await push(rowsWith(apiKey, apiKey, apiKey), token);
			expect(error?.message).toBeUndefined();
			expect(pushing.created()).toHaveLength(3);
		},
	);

	it('that fails is to be corrected in the credential', async () => {
		const { error } = await push(rowsWith('a'), "={{ $('Nowhere').first().json.token }}");
		expect(error?.message).toContain('An expression fails: ');
		expect(error?.description).toContain('Correct the expression in the credential.');
	});
});

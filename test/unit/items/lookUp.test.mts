import { describe, expect, it } from 'vitest';
import { findCreated } from '../../../nodes/shared/toloka/items/lookUp.ts';
import type { Send } from '../../../nodes/shared/toloka/service/requests.ts';
import { matchByContent } from '../../../nodes/shared/toloka/values/content.ts';

interface Created {
	id: string;
	input_data: Record<string, unknown>;
}

const SEARCH = { projectId: 'p', createdSince: 0, knownIds: new Set<string>() };

/** A service that shows more of its items with every look. */
function serviceShowing(...looks: Created[][]): Send {
	return async () => {
		const content = looks.length > 1 ? looks.shift() : looks[0];
		return { status: 200, body: { content, has_more: false } };
	};
}

/** A clock that moves on whenever it is read; tells the sleeps. */
function tickingClock() {
	let time = 0;
	const slept: number[] = [];
	const clock = {
		now: () => time++,
		sleep: async (ms: number) => {
			slept.push(ms);
		},
	};
	return { clock, slept };
}

describe('items of an unclear upload', () => {
	const item = (id: string, input: Record<string, unknown>): Created => ({ id, input_data: input });

	const asCreated = ({ id, input_data: content }: Created) => ({ id, content });

	it('are found by content, whatever the order of keys, and those without value left out', () => {
		const items = [item('one', { b: [1, { c: 2 }], a: 'x' }), item('two', { a: 'y', d: null })];
		const at = new Date(0);
		const inputs = [{ a: 'y' }, { a: 'x', b: [1, { c: 2 }] }, { at }, { a: 'x' }];
		const dated = item('three', { at: at.toISOString() });
		expect(matchByContent(inputs, [...items, dated].map(asCreated))).toEqual([
			'two',
			'one',
			'three',
			undefined,
		]);
	});

	it('are different ones for equal inputs, the first created first, as many as there are', () => {
		const equal = ['one', 'two'].map((id) => asCreated(item(id, { a: 1 })));
		expect(matchByContent([{ a: 1 }, { a: 1 }, { a: 1 }], equal)).toEqual([
			'one',
			'two',
			undefined,
		]);
	});

	it('are not those that are accounted for already', async () => {
		const send = serviceShowing([item('known', { a: 1 }), item('new', { a: 1 })]);
		const search = { ...SEARCH, knownIds: new Set(['known']) };
		expect(await findCreated(send, [{ a: 1 }], search, tickingClock().clock)).toEqual(['new']);
	});

	it('are looked for until two looks find the same', async () => {
		const [one, two] = [item('one', { a: 1 }), item('two', { a: 2 })];
		const send = serviceShowing([], [one], [one, two]);
		const { clock, slept } = tickingClock();
		const inputs = [{ a: 1 }, { a: 2 }, { a: 3 }];
		expect(await findCreated(send, inputs, SEARCH, clock)).toEqual(['one', 'two', undefined]);
		expect(slept).toEqual([2_000, 5_000, 10_000]);
	});

	it('are compared with pauses, so that other work of n8n gets its turn', async () => {
		const inputs = Array.from({ length: 20_000 }, (_, index) => ({ index }));
		const { clock, slept } = tickingClock();
		const found = await findCreated(serviceShowing([]), inputs, SEARCH, clock);
		expect(found).toHaveLength(20_000);
		expect(slept.filter((ms) => ms === 0).length).toBeGreaterThan(20);
	});
});

import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { EmulatedTest } from '../emulatedTest.mts';

/**
 * An unusable assignment or file produces one clear sentence about its item, and nothing is left
 * half done.
 */

const test = new EmulatedTest();

type Status = 'ACTIVE' | 'SUBMITTED' | 'ACCEPTED' | 'REJECTED' | 'SKIPPED' | 'EXPIRED';

function assignmentOf(status: Status, poolStatus?: 'ARCHIVED'): string {
	const { seedData } = test.emulator;
	const { id: pool } = seedData.addPool({ status: 'OPEN', autoAccept: false });
	const [id] = seedData.addAssignments(pool, { count: 1, status });
	if (poolStatus !== undefined) seedData.setPoolStatus(pool, poolStatus);
	return id;
}

function withFile(bytes: number): { id: string; file: string } {
	const { seedData } = test.emulator;
	const { id: pool } = seedData.addPool({
		status: 'OPEN',
		outputSpec: { photo: { type: 'file' }, note: { type: 'string' } },
	});
	const [first] = seedData.addAssignments(pool, { count: 1, answer: () => ({}) });
	const file = seedData.addAttachment(first, { name: 'p.jpg', bytes: Buffer.alloc(bytes) });
	const [id] = seedData.addAssignments(pool, { count: 1, answer: () => ({ photo: file }) });
	return { id, file };
}

type Row = [
	name: string,
	operation: 'accept' | 'reject' | 'get' | 'downloadFiles',
	/** The bad item, with an assignment and perhaps a comment. */
	item: () => IDataObject,
	/** The message, with # for the ID of the assignment. */
	message: string,
	advice: string,
	options?: IDataObject,
];
const FIRST_CHECKED = ['accept', 'reject'];
const CHECK_ID = 'Check the ID';
const EMPTY = 'Comment is empty for item 1. A rejected performer must be told why';
const rows: Row[] = [
	...(['accept', 'reject', 'get', 'downloadFiles'] as const).map((operation): Row => [
		'an unknown assignment',
		operation,
		() => ({ id: 'x--404' }),
		'There is no assignment with the ID #',
		CHECK_ID,
	]),
	...(['', '   ', '\u00a0\n', null, undefined] as const).map((why): Row => [
		`the comment ${JSON.stringify(why)}`,
		'reject',
		() => ({ id: assignmentOf('SUBMITTED'), why: why as string }),
		EMPTY,
		'Enter a comment: the performer reads it.',
	]),
	...(['accept', 'reject'] as const).flatMap((operation): Row[] => {
		const cannot = `Assignment # cannot be ${operation}ed`;
		const only = 'Review only assignments with the status SUBMITTED.';
		const of = (status: Status) => () => ({ id: assignmentOf(status) });
		return [
			[
				'an assignment that is worked on',
				operation,
				of('ACTIVE'),
				`${cannot}: a performer is still working on it`,
				'Review it once it is submitted.',
			],
			[
				'a skipped one',
				operation,
				of('SKIPPED'),
				`${cannot}: it was skipped and has no answers`,
				only,
			],
			[
				'an expired one',
				operation,
				of('EXPIRED'),
				`${cannot}: it expired and has no answers`,
				only,
			],
			[
				'one in an archived pool',
				operation,
				() => ({ id: assignmentOf('SUBMITTED', 'ARCHIVED') }),
				`${cannot}: its pool is archived`,
				'Archiving cannot be undone. Leave this assignment out.',
			],
		];
	}),
	[
		'one that was accepted',
		'reject',
		() => ({ id: assignmentOf('ACCEPTED') }),
		'Assignment # cannot be rejected: it has been accepted and paid for',
		'Acceptance cannot be undone. Leave this assignment out.',
	],
	[
		'a file that is too large',
		'downloadFiles',
		() => ({ id: withFile(1_500_000).id }),
		'The file “p.jpg” of assignment # has 1.5 MB; up to 1 MB are allowed',
		'Raise the option Max File Size (MB).',
		{ maxFileSizeMb: 1 },
	],
	[
		'an output field that is no file',
		'downloadFiles',
		() => ({ id: withFile(1).id }),
		'“note” is not an output field for files of the project of pool #pool',
		'Its file fields are: photo.',
		{ fileFields: '={{ $itemIndex === 1 ? "note" : "photo" }}' },
	],
];

it.each(rows)('%s: %s', async (_name, operation, make, message, advice, options = {}) => {
	const good = operation === 'downloadFiles' ? withFile(1).id : assignmentOf('SUBMITTED');
	const bad = make();
	const before = truth(bad.id);
	const input = [
		{ id: good, why: 'blurred' },
		{ why: 'blurred', ...bad },
	] as IDataObject[];
	const assignmentId = '={{ $json.id }}';
	const parameters = { resource: 'assignment', operation, assignmentId, options };
	const all = operation === 'reject' ? { ...parameters, comment: '={{ $json.why }}' } : parameters;
	const { error } = await test.emulated.run('toloka', all, { input });
	const told = message.replace('#pool', String(before?.pool)).replace('#', String(bad.id));
	expect(error?.message).toBe(told);
	expect(error?.description).toContain(advice);
	expect(error?.context?.itemIndex).toBe(1);
	expect(truth(bad.id)).toEqual(before);
	if (message === EMPTY) expect(truth(good)?.status).toBe('SUBMITTED');
	else if (FIRST_CHECKED.includes(operation))
		expect(error?.description).toMatch(/^1 of 2 assignments were reviewed before; /);
});

function truth(id: unknown) {
	const pools = test.emulator.catalogue.pools();
	return pools
		.flatMap(({ id: pool }) =>
			test.emulator.truth.assignments(pool).map((assignment) => ({ ...assignment, pool })),
		)
		.find((assignment) => assignment.id === id);
}

it('a missing file is named with its item', async () => {
	const [kept, gone] = [withFile(1), withFile(1)];
	test.emulator.seedData.removeAttachment(gone.file);
	const parameters = {
		resource: 'assignment',
		operation: 'downloadFiles',
		assignmentId: '={{ $json.id }}',
	};
	const input = [kept, gone].map(({ id }) => ({ id }));
	const { error } = await test.emulated.run('toloka', parameters, { input });
	expect(error?.message).toBe(`There is no attachment with the ID ${gone.file}`);
	expect(error?.context?.itemIndex).toBe(1);
});

it('a failure says nothing about earlier reviews if there were none', async () => {
	const parameters = {
		resource: 'assignment',
		operation: 'accept',
		assignmentId: assignmentOf('ACTIVE'),
	};
	const { error } = await test.emulated.run('toloka', parameters);
	expect(error?.description).toMatch(/^Review it once it is submitted\./);
});

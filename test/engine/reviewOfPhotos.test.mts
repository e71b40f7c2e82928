import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';
import { byId } from './emulated.mts';
import { EmulatedTest } from './emulatedTest.mts';
import type { FlowNode } from './flow.mts';
import { runFlow } from './flow.mts';

const test = new EmulatedTest();

const file = join(repositoryDir, 'examples', 'review-of-photos.json');
const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as { nodes: FlowNode[] };
const named = (name: string, parameters = {}): FlowNode => {
	const node = nodes.find((one) => one.name === name)!;
	return { ...node, parameters: { ...node.parameters, ...parameters } };
};

it('the example reviews answers although a file is too large to be downloaded', async () => {
	const { seedData, truth } = test.emulator;
	const outputSpec = { photo: { type: 'file' } };
	const { id: pool } = seedData.addPool({ status: 'OPEN', autoAccept: false, outputSpec });
	const [seed] = seedData.addAssignments(pool, { count: 1, answer: () => ({ photo: null }) });
	const photos = [1, 3_000_000, 2].map((bytes) =>
		seedData.addAttachment(seed, { name: 'p.jpg', bytes: Buffer.alloc(bytes) }),
	);
	const ids = seedData.addAssignments(pool, {
		...{ count: 3, status: 'SUBMITTED' },
		answer: (index) => ({ photo: photos[index] }),
	});
	const flow = await runFlow({
		credentials: test.emulated.credentials,
		nodes: [
			named('Submitted answers', { pool: byId(pool) }),
			named('Download the photos', { options: { maxFileSizeMb: 1 } }),
			named('Reject'),
		],
		wires: [
			['Start', 'Submitted answers'],
			['Submitted answers', 'Download the photos'],
			['Submitted answers', 'Reject'],
		],
	});
	expect(flow.status).toBe('success');
	const [copied, failed] = [0, 1].map((output) => flow.items('Download the photos', output));
	expect(copied.map(({ json }) => json.assignment_id)).toEqual([ids[0], ids[2]]);
	expect(failed.map(({ json }) => json.id)).toEqual([ids[1]]);
	const reviewed = truth.assignments(pool).filter(({ id }) => ids.includes(id));
	expect(reviewed.map(({ status }) => status)).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
});

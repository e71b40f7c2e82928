import type { INode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { PACKAGE, describeNode, workflowPackage } from '../engine.mts';

const NO_POOL = 'Not the address of a pool';
const NO_PROJECT = 'Not the address of an app project';

/** What n8n's panel says of an address before it lets the node run. */
function complaints(type: string, parameter: 'pool' | 'project', address: string): string[] {
	const { description } = describeNode(type);
	const { properties } = description;
	const { getNodeParameters, getNodeParametersIssues } = workflowPackage.NodeHelpers;
	const entered = { [parameter]: { ...byId(address), mode: 'url' } } as never;
	const node = {
		...{ id: '1', name: 'Node', type: `${PACKAGE}.${type}`, typeVersion: 1 },
		...{ position: [0, 0], parameters: {} },
	} as INode;
	node.parameters = getNodeParameters(properties, entered, true, false, node, description)!;
	const issues = getNodeParametersIssues(properties, node, description);
	return issues?.parameters?.[parameter] ?? [];
}

describe('a pasted address', () => {
	it.each([
		'https://toloka.dev/requester/project/70001/pool/36502086',
		'https://toloka.dev/requester/project/70001/pool/36502086/tasks?page=2#top ',
		' https://tasks.yandex.ru/requester/project/70001/pool/36502086/',
		'\thttps://toloka.dev/api/v1/pools/36502086',
	])('of a pool: “%s”', (address) => {
		expect(complaints('tolokaCreateTaskSuites', 'pool', address)).toEqual([]);
	});

	it.each([
		'https://toloka.dev/requester/app-project/8lvN9kBN4wwsj47ZqNal?tab=items',
		' https://toloka.dev/api/app/v0/app-projects/8lvN9kBN4wwsj47ZqNal/items ',
	])('of an app project: “%s”', (address) => {
		expect(complaints('tolokaPushItems', 'project', address)).toEqual([]);
	});

	it('of something else is refused', () => {
		const address = ' https://toloka.dev/requester/project/70001 ';
		expect(complaints('tolokaCreateTaskSuites', 'pool', address)).toEqual([NO_POOL]);
		expect(complaints('tolokaPushItems', 'project', address)).toEqual([NO_PROJECT]);
	});
});

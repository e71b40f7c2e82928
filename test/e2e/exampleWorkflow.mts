import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INodeExecutionData } from 'n8n-workflow';
import { credentialOf, type Credential } from '../../demo/n8n/client/credentials.mts';
import type { NewWorkflow } from '../../demo/n8n/client/workflows.mts';
import type { Stack } from '../../demo/stack.mts';
import { repositoryDir } from '../support/build.mts';

export const EXAMPLES = join(repositoryDir, 'examples');

export async function readExample(file: string): Promise<NewWorkflow> {
	return JSON.parse(await readFile(join(EXAMPLES, file), 'utf8')) as NewWorkflow;
}

/** What a user chooses after importing an example. */
export interface Choices {
	projectId?: string;
	poolId?: string;
	/** Pools by node name, if the nodes use different ones. */
	pools?: Record<string, string>;
	/** For an agent's chat model. */
	modelCredential?: Credential;
	/** Pinned output of nodes that would need an account, or hours. */
	pinned?: Record<string, object[]>;
}

/** Returns an example with everything chosen, ready to run against the emulator. */
export async function filledExample(
	file: string,
	{ credential }: Stack,
	{ projectId, poolId, pools = {}, modelCredential, pinned = {} }: Choices,
): Promise<NewWorkflow> {
	const workflow = await readExample(file);
	for (const node of workflow.nodes) {
		if (modelCredential && node.type.includes('.lmChat')) {
			node.credentials = credentialOf(modelCredential);
		}
		if (!node.type.startsWith('n8n-nodes-toloka.')) continue;
		node.credentials = credentialOf(credential);
		const { project, pool } = node.parameters ?? {};
		if (isPicker(project)) project.value = projectId ?? '';
		if (isPicker(pool)) pool.value = pools[node.name] ?? poolId ?? '';
	}
	const pinData = Object.fromEntries(
		Object.entries(pinned).map(([name, rows]) => [
			name,
			rows.map((json) => ({ json }) as INodeExecutionData),
		]),
	);
	return { ...workflow, pinData };
}

/** Whether a value is a list picker; an expression is not one. */
function isPicker(value: unknown): value is { value: string } {
	return typeof value === 'object' && value !== null && Reflect.get(value, 'mode') === 'list';
}

import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8nClient } from './n8n/client/n8nClient.mts';
import { N8nRequestError } from './n8n/client/session.mts';
import type { NewWorkflow, Workflow } from './n8n/client/workflows.mts';

const FILES = {
	push: 'push-photos.json',
	receive: 'receive-answers.json',
	pool: 'label-a-pool.json',
	send: 'send-for-review.json',
	review: 'review-answers.json',
};
const FOLDER = join(import.meta.dirname, 'workflows');

export type WorkflowName = keyof typeof FILES;
export type DemoWorkflows = Record<WorkflowName, Workflow>;

/** The workflows that start with a trigger of the package. */
const TRIGGERED: WorkflowName[] = ['receive', 'review'];

interface Filling {
	/** Values for placeholders in the files, which only this start knows. */
	placeholders: Record<string, string>;
	complete(node: NewWorkflow['nodes'][number]): void;
}

/**
 * Saves the demo's workflows and activates those with a trigger. Workflows of an earlier start stay
 * as they were left.
 */
export async function saveWorkflows(
	client: N8nClient,
	userFolder: string,
	filling: Filling,
): Promise<DemoWorkflows> {
	const record = join(userFolder, 'workflows.json');
	const known = await readRecord(record);
	const save = async (name: WorkflowName): Promise<Workflow> => {
		const kept = await find(client, known[name]);
		if (kept !== undefined) return kept;
		const created = await client.workflows.create(await load(FILES[name], filling));
		if (TRIGGERED.includes(name)) await client.workflows.activate(created.id);
		return created;
	};
	const workflows = {
		push: await save('push'),
		receive: await save('receive'),
		pool: await save('pool'),
		send: await save('send'),
		review: await save('review'),
	};
	const ids = Object.entries(workflows).map(([name, { id }]) => [name, id]);
	await writeFile(record, JSON.stringify(Object.fromEntries(ids)));
	return workflows;
}

async function readRecord(file: string): Promise<Partial<Record<WorkflowName, string>>> {
	return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as object) : {};
}

async function find({ workflows }: N8nClient, id?: string): Promise<Workflow | undefined> {
	if (id === undefined) return undefined;
	try {
		const workflow = await workflows.get(id);
		return workflow.isArchived === true ? undefined : workflow;
	} catch (error) {
		if (error instanceof N8nRequestError && [403, 404].includes(error.status)) return undefined;
		throw error;
	}
}

async function load(file: string, { placeholders, complete }: Filling): Promise<NewWorkflow> {
	let text = await readFile(join(FOLDER, file), 'utf8');
	for (const [name, value] of Object.entries(placeholders)) text = text.replaceAll(name, value);
	const workflow = JSON.parse(text) as NewWorkflow;
	workflow.nodes.forEach(complete);
	return workflow;
}

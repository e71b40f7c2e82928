import type { Emulator } from '../../../../emulator/createEmulator.mts';

/** Requests that others send to the service, without the nodes. */

async function post(emulator: Emulator, path: string, body?: unknown): Promise<unknown> {
	const answer = await fetch(`${emulator.url}${path}`, {
		method: 'POST',
		headers: {
			authorization: `ApiKey ${emulator.apiKey}`,
			...(body !== undefined && { 'content-type': 'application/json' }),
		},
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`${path} is answered with ${answer.status} ${text}`);
	return text === '' ? undefined : JSON.parse(text);
}

/** Creates a batch with items, started or not; returns its ID. */
export async function createBatch(
	emulator: Emulator,
	projectId: string,
	count: number,
	start: boolean,
): Promise<string> {
	const project = emulator.catalogue.appProjects().find(({ id }) => id === projectId);
	const field = project !== undefined && 'image_url' in project.inputSpec ? 'image_url' : 'text';
	const path = `/api/app/v0/app-projects/${projectId}/batches`;
	const items = Array.from({ length: count }, (_, index) => ({
		id: `before-${index}`,
		[field]: `https://example.com/before-${index}.jpg`,
	}));
	const { id } = (await post(emulator, path, { name: 'there before', items })) as { id: string };
	if (start) await post(emulator, `${path}/${id}/start`);
	return id;
}

/** Starts, stops or resumes a batch. */
export async function changeBatch(
	emulator: Emulator,
	projectId: string,
	batchId: string,
	action: string,
): Promise<void> {
	await post(emulator, `/api/app/v0/app-projects/${projectId}/batches/${batchId}/${action}`);
}

/** Starts creating task suites, one of which may be invalid; returns the operation's ID. */
export async function startCreation(
	emulator: Emulator,
	count: number,
	isValid: boolean,
): Promise<string> {
	const suites = Array.from({ length: count }, (_, index) => ({
		pool_id: emulator.catalogue.pool().id,
		overlap: 1,
		tasks: [{ input_values: { image: `https://example.com/${index}.jpg` } }],
	}));
	if (!isValid) suites[0].tasks[0].input_values.image = 'no link';
	const path = '/api/v1/task-suites?async_mode=true';
	return ((await post(emulator, path, suites)) as { id: string }).id;
}

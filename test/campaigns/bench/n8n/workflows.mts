import type { IConnections } from 'n8n-workflow';
import { credentialOf, type Credential } from '../../../../demo/n8n/client/credentials.mts';
import type { NewNode, NewWorkflow } from '../../../../demo/n8n/client/workflows.mts';
import { TASKS_PER_SUITE, nodeFor } from '../nodeParameters.mts';
import type { Task } from '../task.mts';
import {
	ROWS,
	WEBHOOK,
	aggregate,
	code,
	convertToJsonFile,
	httpRequest,
	loop,
	pagedRequest,
	splitOut,
	webhook,
} from './nodes.mts';

/** A workflow, and the node whose end starts the measurement. */
export interface BenchWorkflow {
	workflow: NewWorkflow;
	path: string;
	after: string;
}

const ROW_CODE: Partial<Record<Task['workload'], string>> = {
	W3: '{ id: `row-${i}`, image_url: `https://images.example.org/photos/${i}.jpg` }',
	W4: '{ image: `https://images.example.org/photos/${i}.jpg`, note: `Photo ${i}` }',
};

/** Builds Webhook → rows, if any → our node. */
export function ownWorkflow(task: Task, credential: Credential): BenchWorkflow {
	const { type, parameters } = nodeFor(task);
	const node: NewNode = {
		name: 'Toloka',
		type: `n8n-nodes-toloka.${type}`,
		parameters: parameters as NewNode['parameters'],
		credentials: credentialOf(credential),
	};
	return inOrder(task, [node]);
}

/** Builds what somebody with only n8n's nodes builds who knows them and the API's limits well. */
export function httpWorkflow(task: Task, header: Credential, batchSize: number): BenchWorkflow {
	const { workload, baseUrl, target } = task;
	switch (workload) {
		case 'W1':
		case 'W2': {
			const read = pagedRequest(
				header,
				`${baseUrl}/api/v1/aggregated-solutions/${target}`,
				{ sort: 'task_id', limit: 100_000 },
				{ parameter: 'task_id_gt', value: '={{ $response.body?.items?.at(-1)?.task_id }}' },
			);
			const file = workload === 'W2' ? [convertToJsonFile()] : [];
			return inOrder(task, [read, splitOut('items'), ...file]);
		}
		case 'W5': {
			const read = pagedRequest(
				header,
				`${baseUrl}/api/app/v0/app-projects/${target}/items`,
				{ sort: 'finished', limit: 1_000 },
				{ parameter: 'after_id', value: '={{ $response.body?.content?.at(-1)?.id }}' },
			);
			return inOrder(task, [read, splitOut('content')]);
		}
		case 'W3': {
			const url = `${baseUrl}/api/app/v0/app-projects/${target}/items/bulk`;
			return inBatches(task, batchSize, jsonRequest(header, url, '{ items: $json.data }'));
		}
		default: {
			const url = `${baseUrl}/api/v1/task-suites`;
			const suite = `{ pool_id: '${target}', overlap: 1, tasks: tasks.map((input_values) => ({ input_values })) }`;
			const groups = `Array.from({ length: Math.ceil($json.data.length / ${TASKS_PER_SUITE}) }, (_, i) => $json.data.slice(i * ${TASKS_PER_SUITE}, (i + 1) * ${TASKS_PER_SUITE}))`;
			const suites = `${groups}.map((tasks) => (${suite}))`;
			return inBatches(task, batchSize, jsonRequest(header, url, suites));
		}
	}
}

function jsonRequest(header: Credential, url: string, body: string): NewNode {
	return httpRequest(header, {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ JSON.stringify(${body}) }}`,
	});
}

/** Builds Webhook → rows, if any → the given nodes. */
function inOrder(task: Task, nodes: NewNode[]): BenchWorkflow {
	const all = [...sourceOf(task), ...nodes];
	const connections: IConnections = {};
	for (const [index, node] of all.slice(0, -1).entries()) {
		connections[node.name] = { main: [[to(all[index + 1])]] };
	}
	return complete(task, all, connections);
}

/** Builds Webhook → rows → loop ⇄ (aggregate → request). */
function inBatches(task: Task, batchSize: number, request: NewNode): BenchWorkflow {
	const [hook, rows] = sourceOf(task);
	const [batches, list] = [loop(batchSize), aggregate()];
	return complete(task, [hook, rows, batches, list, request], {
		[hook.name]: { main: [[to(rows)]] },
		[rows.name]: { main: [[to(batches)]] },
		[batches.name]: { main: [[], [to(list)]] },
		[list.name]: { main: [[to(request)]] },
		[request.name]: { main: [[to(batches)]] },
	});
}

function sourceOf(task: Task): NewNode[] {
	const row = ROW_CODE[task.workload];
	const hook = webhook(pathOf(task));
	if (row === undefined) return [hook];
	const js = `return Array.from({ length: ${task.rows} }, (_, i) => ({ json: ${row} }));`;
	return [hook, code(ROWS, js)];
}

function complete(task: Task, nodes: NewNode[], connections: IConnections): BenchWorkflow {
	const settings = { saveDataSuccessExecution: 'none' } as const;
	return {
		workflow: { name: `Benchmark ${task.workload}`, nodes, connections, settings },
		path: pathOf(task),
		after: ROW_CODE[task.workload] === undefined ? WEBHOOK : ROWS,
	};
}

function pathOf({ workload }: Task): string {
	return `bench-${workload}`;
}

function to(node: NewNode) {
	return { node: node.name, type: 'main' as const, index: 0 };
}

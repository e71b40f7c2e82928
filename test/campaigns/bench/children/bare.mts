import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';
import { guests } from '../../../engine/engine.mts';
import { credentialsFor } from '../nodeParameters.mts';
import type { Row } from '../rows.mts';
import type { Task, Work } from '../task.mts';
import { readSomething, runOnce } from './engine/runInEngine.mts';
import { createdTasks } from './floor/createSuites.mts';
import { finishedItems } from './floor/drainItems.mts';
import type { Http } from './floor/http.mts';
import { idsOfPushed } from './floor/pushItems.mts';
import { allSolutions } from './floor/readSolutions.mts';
import { serveOneTask } from './measured.mts';

/**
 * The minimum cost of any node: the floor's loop as a node that sends through n8n's helper and
 * outputs an item for each row; no checks, no retries, no pauses.
 */
serveOneTask(async (task, rows) => {
	guests.bare = bareNode(task);
	return await runOnce(task, rows, { type: 'bare', parameters: {} });
}, readSomething);

const CREDENTIAL = 'tolokaApi';

function bareNode(task: Task): INodeType {
	const work = WORK[task.workload];
	if (work === undefined) throw new RangeError(`The bare node has no ${task.workload}`);
	return {
		description: {
			displayName: 'Bare',
			name: 'bare',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: CREDENTIAL, required: true }],
			properties: [],
		},
		async execute() {
			const rows = this.getInputData().map(({ json }) => json as Row);
			const results = (await work(helperOf(this, task), task, rows)) as IDataObject[];
			return [results.map((json, item) => ({ json, pairedItem: { item } }))];
		},
	};
}

const WORK: Partial<Record<Work, (http: Http, task: Task, rows: Row[]) => Promise<object[]>>> = {
	W1: allSolutions,
	W3: async (http, task, rows) => {
		const ids = await idsOfPushed(http, task, rows);
		return rows.map((row, index) => ({ id: ids[index], input_data: row }));
	},
	W4: createdTasks,
	W5: finishedItems,
};

/** Wraps n8n's helper, through which a node has to send. */
function helperOf(context: IExecuteFunctions, task: Task): Http {
	const data = credentialsFor(task) as Record<string, string>;
	const credentialsDecrypted = { id: '', name: '', type: CREDENTIAL, data };
	async function request<Body>(method: 'GET' | 'POST', path: string, qs = {}, body?: unknown) {
		const bytes: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			{
				method,
				url: task.baseUrl + path,
				qs: JSON.parse(JSON.stringify(qs)) as IDataObject,
				headers: { 'Content-Type': 'application/json' },
				// Buffers in both directions: the fastest way through the helper.
				...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
				encoding: 'arraybuffer',
				json: false,
			},
			{ credentialsDecrypted },
		);
		return { data: JSON.parse((bytes as Buffer).toString()) as Body };
	}
	return {
		get: async (path, { params } = {}) => await request('GET', path, params),
		post: async (path, body, { params } = {}) => await request('POST', path, params, body),
	};
}

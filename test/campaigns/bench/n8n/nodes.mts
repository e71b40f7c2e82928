import type { IDataObject } from 'n8n-workflow';
import { credentialOf, type Credential } from '../../../../demo/n8n/client/credentials.mts';
import type { NewNode } from '../../../../demo/n8n/client/workflows.mts';

/** n8n's nodes that the workflows of the benchmark use. */

export const WEBHOOK = 'Webhook';
export const ROWS = 'Rows';

export function webhook(path: string): NewNode {
	return {
		name: WEBHOOK,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: crypto.randomUUID(),
		parameters: { path, responseMode: 'onReceived' },
	};
}

export function code(name: string, jsCode: string): NewNode {
	return { name, type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

/** Builds a node that outputs one item per entry of a list. */
export function splitOut(field: string): NewNode {
	return {
		name: 'Split Out',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: field, options: {} },
	};
}

/** Output 0 is done, output 1 is a batch. */
export function loop(batchSize: number): NewNode {
	return {
		name: 'Loop Over Items',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize, options: {} },
	};
}

/** Collects all items of a batch in the `data` field of one item. */
export function aggregate(): NewNode {
	return {
		name: 'Aggregate',
		type: 'n8n-nodes-base.aggregate',
		parameters: { aggregate: 'aggregateAllItemData', options: {} },
	};
}

export function convertToJsonFile(): NewNode {
	return {
		name: 'Convert to File',
		type: 'n8n-nodes-base.convertToFile',
		typeVersion: 1.1,
		parameters: { operation: 'toJson', options: {} },
	};
}

export function httpRequest(credential: Credential, parameters: IDataObject): NewNode {
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			authentication: 'genericCredentialType',
			genericAuthType: credential.type,
			options: {},
			...(parameters as object),
		},
		credentials: credentialOf(credential),
	};
}

/** Reads a list page by page: each page starts after the last row of the previous one. */
export function pagedRequest(
	credential: Credential,
	url: string,
	query: Record<string, string | number>,
	next: { parameter: string; value: string },
): NewNode {
	const parameters = Object.entries(query).map(([name, value]) => ({ name, value: String(value) }));
	const pagination = {
		paginationMode: 'updateAParameterInEachRequest',
		parameters: { parameters: [{ type: 'qs', name: next.parameter, value: next.value }] },
		paginationCompleteWhen: 'other',
		completeExpression: '={{ !$response.body.has_more }}',
	};
	return httpRequest(credential, {
		url,
		sendQuery: true,
		queryParameters: { parameters },
		options: { pagination: { pagination } },
	});
}

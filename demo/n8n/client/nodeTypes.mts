import type {
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeTypeDescription,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { Session } from './session.mts';

/** The field of a node whose choices n8n is to load. */
interface DynamicField {
	nodeType: string;
	version?: number;
	method: string;
	/** The parameter's path, for example `parameters.projectId`. */
	path?: string;
	parameters?: INodeParameters;
	credentials?: Record<string, { id: string; name: string }>;
}

/** What n8n knows of nodes, and what nodes load while one edits them. */
export class NodeTypes {
	private readonly session: Session;

	constructor(session: Session) {
		this.session = session;
	}

	/** The descriptions of all nodes, or of one package's. */
	async list(packageName?: string): Promise<INodeTypeDescription[]> {
		const { body } = await this.session.file('/types/nodes.json');
		const all = JSON.parse(body.toString('utf8')) as INodeTypeDescription[];
		return packageName === undefined
			? all
			: all.filter((type) => type.name.startsWith(`${packageName}.`));
	}

	async options(field: DynamicField): Promise<INodePropertyOptions[]> {
		return await this.session.post('/rest/dynamic-node-parameters/options', request(field));
	}

	async listSearch(
		field: DynamicField,
		query: { filter?: string; paginationToken?: string } = {},
	): Promise<INodeListSearchResult> {
		return await this.session.post('/rest/dynamic-node-parameters/resource-locator-results', {
			...request(field),
			...query,
		});
	}

	async mapperFields(field: DynamicField): Promise<ResourceMapperFields> {
		return await this.session.post(
			'/rest/dynamic-node-parameters/resource-mapper-fields',
			request(field),
		);
	}
}

function request(field: DynamicField): object {
	const { nodeType, version = 1, method, parameters = {}, credentials } = field;
	return {
		path: field.path ?? 'parameters',
		methodName: method,
		nodeTypeAndVersion: { name: nodeType, version },
		currentNodeParameters: parameters,
		credentials,
	};
}

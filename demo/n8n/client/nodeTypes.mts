import type { INodeTypeDescription } from 'n8n-workflow';
import type { Session } from './session.mts';

/** What n8n knows of nodes. */
export class NodeTypes {
	private readonly session: Session;

	constructor(session: Session) {
		this.session = session;
	}

	/** The descriptions of all nodes. */
	async list(): Promise<INodeTypeDescription[]> {
		const { body } = await this.session.file('/types/nodes.json');
		return JSON.parse(body.toString('utf8')) as INodeTypeDescription[];
	}
}

import type { INodeTypeDescription } from 'n8n-workflow';
import type { Session } from './session.mts';

/** n8n's descriptions of nodes. */
export class NodeTypes {
	private readonly session: Session;

	constructor(session: Session) {
		this.session = session;
	}

	async list(): Promise<INodeTypeDescription[]> {
		const { body } = await this.session.file('/types/nodes.json');
		return JSON.parse(body.toString('utf8')) as INodeTypeDescription[];
	}
}

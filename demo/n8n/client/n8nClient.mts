import { Credentials } from './credentials.mts';
import { Executions } from './executions.mts';
import { NodeTypes } from './nodeTypes.mts';
import { Session } from './session.mts';
import { Workflows } from './workflows.mts';

/** What a signed-in user does in n8n, through its REST API. */
export class N8nClient {
	readonly session: Session;
	readonly workflows: Workflows;
	readonly executions: Executions;
	readonly credentials: Credentials;
	readonly nodeTypes: NodeTypes;

	constructor(session: Session) {
		this.session = session;
		this.workflows = new Workflows(session);
		this.executions = new Executions(session);
		this.credentials = new Credentials(session);
		this.nodeTypes = new NodeTypes(session);
	}

	/** Signs in to a running n8n; sets up the owner if there is none yet. */
	static async connect(url: string): Promise<N8nClient> {
		const session = new Session(url);
		await session.signIn();
		return new N8nClient(session);
	}
}

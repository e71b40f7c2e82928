import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Session } from './session.mts';

/** A stored credential, without its data, which stays in n8n. */
export interface Credential {
	id: string;
	name: string;
	type: string;
}

/** Creates, tests and lists credentials. */
export class Credentials {
	private readonly session: Session;

	constructor(session: Session) {
		this.session = session;
	}

	async create(
		name: string,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<Credential> {
		return await this.session.post<Credential>('/rest/credentials', { name, type, data });
	}

	/** Creates a credential, or updates the existing one with this name and type. */
	async save(
		name: string,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<Credential> {
		const known = (await this.list()).find((one) => one.name === name && one.type === type);
		if (known === undefined) return await this.create(name, type, data);
		return await this.session.patch<Credential>(`/rest/credentials/${known.id}`, {
			name,
			type,
			data,
		});
	}

	async list(): Promise<Credential[]> {
		return await this.session.get<Credential[]>('/rest/credentials');
	}

	/** Tests the credential as its test button does, as stored or with some fields changed. */
	async test(
		credential: Credential,
		changes: ICredentialDataDecryptedObject = {},
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const { id, name, type } = credential;
		const stored = await this.session.get<{ data: ICredentialDataDecryptedObject }>(
			`/rest/credentials/${id}`,
			{ includeData: true },
		);
		return await this.session.post('/rest/credentials/test', {
			credentials: { id, name, type, data: { ...stored.data, ...changes } },
		});
	}
}

/** A node's reference to a credential. */
export function credentialOf(credential: Credential): Record<string, { id: string; name: string }> {
	return { [credential.type]: { id: credential.id, name: credential.name } };
}

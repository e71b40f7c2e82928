import 'reflect-metadata';
import { createRequire } from 'node:module';
import type * as Core from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypeDescription } from 'n8n-workflow';

/** Loads an installed package with n8n's own loader and prints what n8n sees of it. */
export interface Loaded {
	nodes: Array<
		Pick<INodeTypeDescription, 'name' | 'displayName' | 'iconUrl' | 'inputs'> & NodeFace
	>;
	credentials: Array<Pick<ICredentialType, 'name' | 'displayName' | 'iconUrl'> & CredentialFace>;
}

interface NodeFace {
	versions: number[];
	isTool: boolean;
	polls: boolean;
	credentials: string[];
	categories: string[];
	aliases: string[];
	/** The resources that the node offers, if it offers a choice. */
	subjects: string[];
	/** Related nodes, as declared for n8n's workflow builder. */
	related: string[];
}

interface CredentialFace {
	authenticates: boolean;
	isTested: boolean;
}

const require = createRequire(import.meta.url);
const { PackageDirectoryLoader } = require('n8n-core') as typeof Core;
const loader = new PackageDirectoryLoader(process.argv[2]);
await loader.loadAll();

const nodes = Object.keys(loader.known.nodes).map((name) => {
	const { description } = loader.getNode(name).type as INodeType;
	return {
		name: description.name,
		displayName: description.displayName,
		iconUrl: description.iconUrl,
		inputs: description.inputs,
		versions: [description.version].flat(),
		isTool: description.usableAsTool === true,
		polls: description.polling === true,
		credentials: (description.credentials ?? []).map((credential) => credential.name),
		categories: description.codex?.categories ?? [],
		aliases: description.codex?.alias ?? [],
		subjects: description.properties
			.filter((property) => ['resource', 'waitFor'].includes(property.name))
			.flatMap(({ options = [] }) => options.map((option) => option.name.toLowerCase())),
		related: (description.builderHint?.relatedNodes ?? []).map(({ nodeType }) => nodeType),
	};
});
const credentials = Object.keys(loader.known.credentials).map((name) => {
	const { type } = loader.getCredential(name);
	return {
		name: type.name,
		displayName: type.displayName,
		iconUrl: type.iconUrl,
		authenticates: type.authenticate !== undefined,
		isTested: type.test !== undefined,
	};
});
const loaded: Loaded = { nodes, credentials };
process.stdout.write(JSON.stringify(loaded), () => process.exit(0));

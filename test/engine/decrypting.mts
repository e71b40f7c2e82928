import type { ICredentialsHelper, IDataObject } from 'n8n-workflow';

/** Returns a credential whose fields' expressions are evaluated for an item, as n8n does (n8n §3). */
export function decrypting(credential: IDataObject): ICredentialsHelper['getDecrypted'] {
	return async (...[, , , , executeData, , values]) => {
		if (values === undefined) return { ...credential } as never;
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = values;
		try {
			return workflow.expression.getParameterValue(
				...([credential as never, runExecutionData, runIndex, itemIndex, node.name] as const),
				...([connectionInputData, 'trigger', {}, executeData] as const),
			) as never;
		} catch (error) {
			(error as Error).message += ' [Error resolving credentials]';
			throw error;
		}
	};
}

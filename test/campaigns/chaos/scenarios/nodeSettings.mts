import type { INode } from 'n8n-workflow';
import type { Draw } from '../draw.mts';
import { retryOnFail } from '../execution.mts';

/** A user's settings for failures of any node. */
interface FailureSettings {
	onError: NonNullable<INode['onError']>;
	tries: number;
	settings: Partial<INode>;
}

export function drawFailureSettings(draw: Draw): FailureSettings {
	const onError = draw.weighted<NonNullable<INode['onError']>>(
		[6, 'stopWorkflow'],
		[2, 'continueRegularOutput'],
		[2, 'continueErrorOutput'],
	);
	const tries = draw.chance(0.4) ? draw.between(2, 5) : 1;
	return { onError, tries, settings: { onError, ...retryOnFail(tries) } as Partial<INode> };
}

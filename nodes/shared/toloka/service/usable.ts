import type { Api, TolokaCredentials } from './access';
import { baseUrlOf, isYandexTasks, prefixOf, tokenFlaw } from './access';
import { TolokaFailure } from './failures';

/** Refuses a credential that cannot be used as it is filled in, before anything is sent. */
export function assertUsable(credentials: TolokaCredentials): void {
	if (baseUrlOf(credentials) === undefined) {
		throw misconfigured(
			'The base URL in the Toloka credential is not an http or https address',
			'Enter scheme and host, for example https://toloka.dev, without a query or a password.',
		);
	}
	const flaw = tokenFlaw(credentials);
	if (flaw === undefined) return;
	throw misconfigured(flaw, 'Enter the API key or OAuth token of your account in the credential.');
}

/** The address of an API for a usable credential; refuses a credential that has no such API. */
export function addressOf(credentials: TolokaCredentials, api: Api): string {
	if (api === 'apps' && isYandexTasks(credentials)) {
		throw misconfigured(
			'Yandex Tasks offers no app projects, and so no items or batches',
			'Use a Toloka credential here, or work with pools: they exist on Yandex Tasks, too.',
		);
	}
	const { environment } = credentials;
	if (api === 'requester' && (environment === 'toloka' || environment === 'sandbox')) {
		throw misconfigured('Only Yandex Tasks checks pools before they are opened', 'Use v1.');
	}
	const prefix = prefixOf(credentials, api);
	if (prefix !== undefined) return `${baseUrlOf(credentials)}${prefix}`;
	throw misconfigured(
		'The Apps API Path in the Toloka credential is not a path',
		'Enter the part between the base URL and /app-projects, for example /api/app/v0, or leave it empty.',
	);
}

function misconfigured(text: string, advice: string): TolokaFailure {
	return new TolokaFailure('misconfigured', { text, advice });
}

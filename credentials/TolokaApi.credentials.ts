import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import type { TolokaCredentials } from '../nodes/shared/toloka/service/access';
import {
	API_PREFIXES,
	ENVIRONMENTS,
	INVISIBLE,
	PASTED_PREFIX,
	QUOTES,
	authorizationOf,
	tokenFlaw,
} from '../nodes/shared/toloka/service/access';

const BASE_URLS = Object.fromEntries(
	Object.entries(ENVIRONMENTS).map(([environment, { baseUrl }]) => [environment, baseUrl]),
);

function statuses(values: number[], message: string) {
	return values.map((value) => ({ type: 'responseCode', properties: { value, message } }));
}

export class TolokaApi implements ICredentialType {
	name = 'tolokaApi';

	displayName = 'Toloka API';

	icon: Icon = {
		light: 'file:../nodes/shared/toloka.svg',
		dark: 'file:../nodes/shared/toloka.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-toloka/n8n-nodes-toloka/blob/main/docs/credential.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{
					name: 'Custom',
					value: 'custom',
					description: 'Another address, e.g. a proxy or the local Toloka',
				},
				{ name: 'Toloka', value: 'toloka', description: ENVIRONMENTS.toloka.baseUrl },
				{
					name: 'Toloka Sandbox (Switched Off)',
					value: 'sandbox',
					description: `Switched off by Toloka on 2024-07-01; kept for saved credentials (${ENVIRONMENTS.sandbox.baseUrl})`,
				},
				{
					name: 'Yandex Tasks',
					value: 'yandexTasks',
					description: ENVIRONMENTS.yandexTasks.baseUrl,
				},
			],
			default: 'toloka',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://127.0.0.1:8099',
			description:
				'Scheme and host, with any path before /api. A pasted /api/v1 or /api/app/v0 at the end is removed.',
			hint: 'Must begin with https:// or http://',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Apps API Path',
			name: 'appsPath',
			type: 'string',
			default: API_PREFIXES.apps,
			placeholder: API_PREFIXES.apps,
			description:
				'The path between the base URL and /app-projects. Leave empty if there is no such path.',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'API key or OAuth token. A pasted prefix ApiKey or OAuth is removed.',
			hint: 'Find it in your Toloka profile under Integrations',
		},
		{
			displayName: 'Authorization',
			name: 'authorization',
			type: 'options',
			options: [
				{
					name: 'ApiKey',
					value: 'apiKey',
					description: 'Header “Authorization: ApiKey …”, for API keys of Toloka',
				},
				{
					name: 'Automatic',
					value: 'automatic',
					description: "OAuth on Yandex Tasks, otherwise detected from the token's format",
				},
				{
					name: 'OAuth',
					value: 'oauth',
					description: 'Header “Authorization: OAuth …”, for Yandex Tasks and older tokens',
				},
			],
			default: 'automatic',
		},
	];

	/** A function, because a declared expression would be evaluated for every request. */
	authenticate: IAuthenticate = async (credentials, request) => {
		const entered = credentials as unknown as TolokaCredentials;
		// axios would leave such characters out, so that the test accepts what the nodes refuse.
		const flaw = tokenFlaw(entered);
		if (flaw !== undefined) throw new Error(flaw);
		const authorization = authorizationOf(entered);
		return { ...request, headers: { ...request.headers, Authorization: authorization } };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ (${JSON.stringify(BASE_URLS)}[$credentials.environment] || $credentials.baseUrl || "").replace(${String(INVISIBLE)}, "").replace(${String(QUOTES)}, "").replace(${String(PASTED_PREFIX)}, "").replace(/\\/+$/, "") }}`,
			url: `${API_PREFIXES.v1}/requester`,
			// No other server must get the token; the nodes do not follow redirects either.
			disableFollowRedirect: true,
		},
		rules: [
			...statuses(
				[401, 403],
				'The token was not accepted. Check the token and the environment it belongs to.',
			),
			...statuses(
				[301, 302, 303, 307, 308],
				'This address redirects to another one, which the nodes do not follow. Enter the address it leads to as the base URL.',
			),
			...statuses([404, 405], 'There is no Toloka API at this address. Check the base URL.'),
			...statuses(
				[407],
				'A proxy between n8n and Toloka requires a password. Set it in the environment variable HTTPS_PROXY of n8n.',
			),
			{
				// A response without an id is another server's page.
				type: 'responseSuccessBody',
				properties: {
					key: 'id',
					value: undefined,
					message:
						'This response came from a proxy or another server, not from Toloka. Check the base URL.',
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}

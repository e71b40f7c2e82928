import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import type { TolokaCredentials } from '../nodes/shared/toloka/service/addresses';
import {
	API_PREFIXES,
	ENVIRONMENTS,
	authorizationOf,
} from '../nodes/shared/toloka/service/addresses';

const BASE_URLS = Object.fromEntries(
	Object.entries(ENVIRONMENTS).map(([environment, { baseUrl }]) => [environment, baseUrl]),
);

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
					description: 'Another address, for example a proxy or the local emulator',
				},
				{ name: 'Toloka', value: 'toloka', description: ENVIRONMENTS.toloka.baseUrl },
				{
					name: 'Toloka Sandbox',
					value: 'sandbox',
					description: `${ENVIRONMENTS.sandbox.baseUrl}: registered apart from production, with tokens of its own`,
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
			placeholder: 'https://toloka.dev',
			description: 'Scheme and host, with a path if there is one in front of /api',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'API key or OAuth token, as shown in the profile of the service under integrations',
		},
		{
			displayName: 'Authorization',
			name: 'authorization',
			type: 'options',
			options: [
				{
					name: 'ApiKey',
					value: 'apiKey',
					description: 'Header “Authorization: ApiKey …”, the API keys of Toloka',
				},
				{
					name: 'Automatic',
					value: 'automatic',
					description: 'OAuth on Yandex Tasks, otherwise recognized by the form of the token',
				},
				{
					name: 'OAuth',
					value: 'oauth',
					description: 'Header “Authorization: OAuth …”, Yandex Tasks and older tokens',
				},
			],
			default: 'automatic',
		},
	];

	/** A function, because a declared expression would be evaluated for every request. */
	authenticate: IAuthenticate = async (credentials, request) => {
		const authorization = authorizationOf(credentials as unknown as TolokaCredentials);
		return { ...request, headers: { ...request.headers, Authorization: authorization } };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ (${JSON.stringify(BASE_URLS)}[$credentials.environment] || $credentials.baseUrl || "").trim().replace(/\\/+$/, "") }}`,
			url: `${API_PREFIXES.v1}/requester`,
		},
		rules: [401, 403].map((value) => ({
			type: 'responseCode',
			properties: {
				value,
				message: 'The token was not accepted. Check the token and the environment it belongs to.',
			},
		})),
	};
}

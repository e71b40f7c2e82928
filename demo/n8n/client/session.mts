import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';

/** The owner that the demo and the tests set up; it exists only in their own user folders. */
export const DEFAULT_ACCOUNT = { email: 'owner@example.com', password: 'Demo-Owner-1' };

/** n8n refused a request. */
export class N8nRequestError extends Error {
	readonly status: number;

	constructor(message: string, status: number) {
		super(message);
		this.status = status;
	}
}

/** A signed-in session with n8n's REST API. */
export class Session {
	readonly url: string;
	private readonly http: AxiosInstance;
	private cookie = '';

	constructor(url: string) {
		this.url = url;
		this.http = axios.create({
			baseURL: url,
			timeout: 120_000,
			maxContentLength: Infinity,
			maxBodyLength: Infinity,
			validateStatus: () => true,
		});
	}

	/** The session's cookie, as a browser would send it. */
	get cookieHeader(): string {
		return this.cookie;
	}

	/** Signs the owner in; a new n8n has the owner set up first. */
	async signIn(): Promise<void> {
		const { email, password } = DEFAULT_ACCOUNT;
		const settings = await this.get<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'/rest/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			const owner = { ...DEFAULT_ACCOUNT, firstName: 'Demo', lastName: 'Owner' };
			await this.post('/rest/owner/setup', owner);
		} else {
			await this.post('/rest/login', { emailOrLdapLoginId: email, password });
		}
	}

	async get<T>(path: string, params?: object): Promise<T> {
		return await this.rest<T>({ method: 'GET', url: path, params });
	}

	async post<T>(path: string, data: object = {}): Promise<T> {
		return await this.rest<T>({ method: 'POST', url: path, data });
	}

	async patch<T>(path: string, data: object): Promise<T> {
		return await this.rest<T>({ method: 'PATCH', url: path, data });
	}

	/** Reads any file that n8n serves, for example an icon, whatever the status. */
	async file(path: string): Promise<{ status: number; contentType: string; body: Buffer }> {
		const answer = await this.http.get<ArrayBuffer>(path, {
			headers: this.headers(),
			responseType: 'arraybuffer',
		});
		const contentType = String(answer.headers['content-type'] ?? '');
		return { status: answer.status, contentType, body: Buffer.from(answer.data) };
	}

	private async rest<T>(config: AxiosRequestConfig): Promise<T> {
		const answer = await this.http.request<{ data?: T } | T>({
			...config,
			headers: this.headers(),
		});
		if (answer.status >= 400) throw refused(config, answer.status, answer.data);
		this.keepCookie(answer.headers['set-cookie']);
		return unwrap<T>(answer.data);
	}

	private headers(): Record<string, string> {
		return this.cookie === '' ? {} : { Cookie: this.cookie };
	}

	private keepCookie(cookies: string[] | undefined): void {
		const login = cookies?.find((cookie) => cookie.startsWith('n8n-auth='));
		if (login !== undefined) this.cookie = login.split(';')[0] ?? '';
	}
}

function unwrap<T>(body: { data?: T } | T): T {
	const wrapped = typeof body === 'object' && body !== null && 'data' in body;
	return wrapped ? (body.data as T) : (body as T);
}

function refused(config: AxiosRequestConfig, status: number, body: unknown): N8nRequestError {
	const said =
		typeof body === 'object' && body !== null && 'message' in body
			? String(body.message)
			: JSON.stringify(body)?.slice(0, 300);
	return new N8nRequestError(
		`n8n responded with ${status} to ${config.method} ${config.url}: ${said}`,
		status,
	);
}

import { afterEach, beforeEach } from 'vitest';
import axios from 'axios';
import { virtualClock, type SteerableClock } from '../../emulator/clock.mts';
import {
	createEmulator,
	type Emulator,
	type EmulatorOptions,
} from '../../emulator/createEmulator.mts';
import type { Json } from '../../emulator/json.mts';
import { createJudge } from '../conformance/check.mts';

export const START_MS = Date.UTC(2024, 0, 15, 12);

export interface Reply {
	status: number;
	headers: Record<string, string>;
	text: string;
	json: Json;
}

/** An emulator on a virtual clock, and a client that returns answers with any status. */
export interface Service {
	emulator: Emulator;
	clock: SteerableClock;
	apps(method: string, path: string, body?: Json): Promise<Reply>;
	v1(method: string, path: string, body?: Json): Promise<Reply>;
	control(method: string, path: string, body?: Json): Promise<Reply>;
}

const running: Emulator[] = [];
const judge = createJudge();

afterEach(async () => {
	await Promise.all(running.splice(0).map((emulator) => emulator.close()));
	judge.verdict();
});

export async function startService(options: EmulatorOptions = {}): Promise<Service> {
	const clock = virtualClock(START_MS);
	const emulator = await createEmulator({ clock, onReply: judge.onReply, ...options });
	running.push(emulator);
	const { url } = emulator;
	const authorization = `ApiKey ${emulator.apiKey}`;
	return {
		emulator,
		clock,
		apps: (method, path, body) => request(method, `${url}/api/app/v0${path}`, body, authorization),
		v1: (method, path, body) => request(method, `${url}/api/v1${path}`, body, authorization),
		control: (method, path, body) => request(method, `${url}/_emulator${path}`, body),
	};
}

/** A service of its own for each test. */
export function useService(options?: EmulatorOptions): Service {
	let current: Service;
	beforeEach(async () => {
		current = await startService(options);
	});
	return new Proxy({} as Service, { get: (_none, key) => Reflect.get(current, key) as unknown });
}

export async function request(
	method: string,
	url: string,
	body?: Json,
	authorization?: string,
): Promise<Reply> {
	const { status, headers, data } = await axios.request<string>({
		method,
		url,
		headers: {
			...(authorization === undefined ? {} : { Authorization: authorization }),
			...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
		},
		...(body === undefined ? {} : { data: JSON.stringify(body) }),
		responseType: 'text',
		transformResponse: (text: string) => text,
		validateStatus: () => true,
		timeout: 5_000,
		proxy: false,
	});
	const named = Object.entries(headers).map(([name, value]) => [name, String(value)]);
	return { status, headers: Object.fromEntries(named), text: data, json: parse(data) };
}

/** Returns the array at `content` or `items` of a page, or the page itself if it is an array. */
export function rowsOf<T>(reply: Reply): T[] {
	const page = reply.json as { content?: T[]; items?: T[] } | T[];
	const rows = Array.isArray(page) ? page : (page.content ?? page.items);
	if (!Array.isArray(rows)) {
		throw new Error(`No rows in ${reply.status} ${reply.text.slice(0, 300)}`);
	}
	return rows;
}

export function hasMore(reply: Reply): boolean {
	return (reply.json as { has_more?: unknown }).has_more === true;
}

export function codeOf(reply: Reply): string {
	return `${reply.status} ${String((reply.json as { code?: unknown } | null)?.code)}`;
}

function parse(text: string): Json {
	try {
		const value: Json = JSON.parse(text);
		return value;
	} catch {
		return null;
	}
}

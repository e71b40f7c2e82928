import { inspect } from 'node:util';
import type { NodeApiError } from 'n8n-workflow';
import { expect } from 'vitest';
import { TOKEN } from './hostile.mts';
import type { HostileService } from './hostileService.mts';
import { MAX_REQUESTS } from './hostileService.mts';
import type { Outcome, Words } from './targets.mts';

const LONGEST_TEXT = 2_000;

/** Checks what must hold for any input of a node and any answers of the service. */
export function expectSound(outcome: Outcome, service: HostileService): void {
	for (const error of outcome.errors) expectClear(error);
	for (const words of outcome.failed ?? []) expectWords(words);
	expectSecret(outcome);
	expectWellAddressed(service);
	expect(service.seen.length).toBeLessThanOrEqual(MAX_REQUESTS);
}

/**
 * Checks that an error is of one of n8n's two classes, and that its message can be shown and is not
 * that of a bug.
 */
function expectClear(error: unknown): void {
	// The engine passes errors on as plain objects, which keep the name of their class.
	const { name, message = '', description } = error as Partial<NodeApiError>;
	if (name !== 'NodeApiError' && name !== 'NodeOperationError') {
		throw new Error(`neither class of n8n: ${inspect(error)}`);
	}
	expectWords({ message, description: description ?? '' });
}

function expectWords({ message, description }: Words): void {
	for (const text of [message, description]) {
		expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
		expect(text).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
	}
	expect(message).not.toMatch(/failed unexpectedly|Cannot read|is not a function|\[object /);
	expect(message.trim()).not.toBe('');
}

/** Checks that the token is in no error, item or log, however deep and however escaped. */
function expectSecret(outcome: Outcome): void {
	const shown = inspect(outcome, {
		depth: Infinity,
		showHidden: false,
		maxStringLength: Infinity,
		maxArrayLength: Infinity,
	});
	const parts = [TOKEN, JSON.stringify(TOKEN).slice(1, -1), inspect(TOKEN).slice(1, -1)];
	for (const part of parts) expect(shown.includes(part)).toBe(false);
	expect(shown).not.toContain('kept-secret');
}

/** Checks that every request went to the service, and there to one of its APIs. */
function expectWellAddressed({ url, seen, elsewhere }: HostileService): void {
	expect(elsewhere).toEqual([]);
	for (const request of seen) {
		expect(request.host).toBe(new URL(url).host);
		const { pathname, origin } = new URL(request.url, url);
		expect(origin).toBe(url);
		expect(request.url.startsWith(pathname)).toBe(true);
		expect(pathname).toMatch(/^\/api\/(v1|app\/v0|new\/requester)\/[0-9a-zA-Z/_-]+$/);
	}
}

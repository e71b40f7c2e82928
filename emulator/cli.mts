import { parseArgs } from 'node:util';
import { wallClock } from './clock.mts';
import { createEmulator, type Emulator } from './createEmulator.mts';
import { AS_OFFICIAL_CLIENT } from './steering/officialClient.mts';
import type { Switches } from './steering/switches.mts';

const DEFAULT_PORT = 8099;

const USAGE = [
	'Usage: npm run emulator -- [--port N] [--seed S] [--label-delay seconds]',
	'                           [--no-quotas] [--no-performers] [--manual-labeling]',
].join('\n');

interface CliOptions {
	port: number;
	seed: number;
	switches: Partial<Switches>;
	help: boolean;
}

/** Parses the command line; throws a RangeError or a TypeError if it is invalid. */
function readOptions(args: string[]): CliOptions {
	const { values } = parseArgs({
		args,
		options: {
			port: { type: 'string' },
			seed: { type: 'string' },
			'label-delay': { type: 'string' },
			'no-quotas': { type: 'boolean' },
			'no-performers': { type: 'boolean' },
			'manual-labeling': { type: 'boolean' },
			help: { type: 'boolean', default: false },
		},
	});
	const switches: Partial<Switches> = {
		...AS_OFFICIAL_CLIENT,
		quotas: values['no-quotas'] !== true,
		performers: values['no-performers'] !== true,
		manualLabeling: values['manual-labeling'] === true,
	};
	if (values['label-delay'] !== undefined) {
		switches.labelDelayMs = 1000 * readNumber('--label-delay', values['label-delay']);
		switches.labelJitterMs = Math.round(switches.labelDelayMs / 2);
	}
	return {
		port: readNumber('--port', values.port ?? String(DEFAULT_PORT)),
		seed: readNumber('--seed', values.seed ?? '1'),
		switches,
		help: values.help,
	};
}

function readNumber(name: string, text: string): number {
	if (!/^\d+$/.test(text)) {
		throw new RangeError(`${name} needs a whole number, not "${text}"`);
	}
	return Number(text);
}

async function main(): Promise<void> {
	const { help, ...options } = readOptions(process.argv.slice(2));
	if (help) {
		process.stdout.write(`${USAGE}\n`);
		return;
	}
	const emulator = await createEmulator({ ...options, clock: wallClock() });
	process.stdout.write(`${describe(emulator)}\n`);
	const stop = (): void => {
		void emulator.close().then(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

function describe(emulator: Emulator): string {
	return [
		'Toloka emulator is running',
		`  Address        ${emulator.url}`,
		`  Yandex Tasks   ${emulator.yandexTasksUrl}`,
		`  ApiKey token   ${emulator.apiKey}`,
		`  OAuth token    ${emulator.oauthToken}`,
		'',
		'App projects',
		...emulator.catalogue
			.appProjects()
			.map(({ id, status, name }) => `  ${id}  ${status.padEnd(8)}  ${name}`),
		'',
		'Pools',
		...emulator.catalogue
			.pools()
			.map(({ id, status, name }) => `  ${id}  ${status.padEnd(8)}  ${name}`),
	].join('\n');
}

function explain(error: unknown): string {
	if (!(error instanceof Error)) {
		return String(error);
	}
	const taken = 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
	return taken
		? `The port ${String(error.port)} is already taken; choose another with --port`
		: error.message;
}

main().catch((error: unknown) => {
	process.stderr.write(`${explain(error)}\n${isMisuse(error) ? `${USAGE}\n` : ''}`);
	process.exit(1);
});

/** `readOptions` throws RangeErrors, `parseArgs` TypeErrors. */
function isMisuse(error: unknown): boolean {
	return error instanceof RangeError || error instanceof TypeError;
}

import { parseArgs } from 'node:util';
import { requireFree } from './n8n/freePort.mts';

export const USAGE = `npm run demo -- [options]

  --port N            port of n8n (5678)
  --emulator-port N   port of the local Toloka (8099)
  --fresh             forget what was built in earlier starts
  --once              run the scenarios once in a fresh n8n, then exit: 0 only if nothing was lost or doubled
  --json              with --once: print the summary as JSON (npm run -s demo keeps it pure)
`;

const PORTS = { port: 5678, 'emulator-port': 8099 };

export interface DemoFlags {
	once: boolean;
	fresh: boolean;
	json: boolean;
	help: boolean;
	ports: typeof PORTS;
}

/** Parses the command line; throws an error of one sentence if it is invalid. */
export function readFlags(args: string[]): DemoFlags {
	const { values } = parseArgs({
		args,
		options: {
			once: { type: 'boolean', default: false },
			fresh: { type: 'boolean', default: false },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
			port: { type: 'string', default: String(PORTS.port) },
			'emulator-port': { type: 'string', default: String(PORTS['emulator-port']) },
		},
	});
	const ports = {
		port: readPort('port', values.port),
		'emulator-port': readPort('emulator-port', values['emulator-port']),
	};
	return { ...values, ports };
}

function readPort(name: string, text: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
	throw new Error(`--${name} needs a number from 1 to 65535, not “${text}”.`);
}

/** Throws if ports are in use, suggesting a command with other ports and the same other flags. */
export async function requireFreePorts({ ports, fresh }: DemoFlags): Promise<void> {
	const busy: number[] = [];
	const flags = fresh ? ['--fresh'] : [];
	for (const name of ['port', 'emulator-port'] as const) {
		const isBusy = await requireFree(ports[name]).then(
			() => false,
			() => true,
		);
		if (isBusy) busy.push(ports[name]);
		const port = isBusy ? ports[name] + 100 : ports[name];
		if (port !== PORTS[name]) flags.push(`--${name} ${port}`);
	}
	if (busy.length === 0) return;
	const subject = busy.length === 1 ? 'Port' : 'Ports';
	const verb = busy.length === 1 ? 'is in use. Choose another' : 'are in use. Choose others';
	throw new Error(`${subject} ${busy.join(' and ')} ${verb}: npm run demo -- ${flags.join(' ')}`);
}

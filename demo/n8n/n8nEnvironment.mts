import { delimiter, dirname } from 'node:path';
import type { N8nHost, WhichHost } from './install.mts';

/** Environment variables that n8n inherits; any other could change its behavior. */
const PASSED_ON = ['HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ', 'USER', 'LOGNAME'];

/** No calls home, no banners, no features that need the internet. */
const QUIET: NodeJS.ProcessEnv = {
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	N8N_AI_ENABLED: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
};

/**
 * Modules that are not needed here. "community-packages" must not be among them: it loads
 * `.n8n/nodes`. n8n refuses names that it does not know.
 */
const DISABLED_MODULES: Record<WhichHost, string> = {
	pinned: 'mcp-registry,instance-ai,agents,mcp,chat-hub,insights,quick-connect,source-control',
	oldest: 'insights,mcp,chat-hub',
};

/** Loopback only, plain HTTP, logs without colors, a fast shutdown. */
const LOCAL: NodeJS.ProcessEnv = {
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_LOG_LEVEL: 'info',
	N8N_SECURE_COOKIE: 'false',
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	NO_COLOR: '1',
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
};

/** Poll cursors in the database, saved together with the execution that they start. */
const DURABLE_CURSORS: NodeJS.ProcessEnv = {
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
};

interface EnvironmentOptions {
	host: N8nHost;
	userFolder: string;
	port: number;
	brokerPort: number;
	durableCursors?: boolean;
	env?: NodeJS.ProcessEnv;
}

/** The whole environment of an n8n process. */
export function n8nEnvironment(options: EnvironmentOptions): NodeJS.ProcessEnv {
	const { host, userFolder, port, brokerPort, durableCursors = false, env = {} } = options;
	return {
		...inherited(),
		PATH: [dirname(host.nodeBinary), process.env.PATH ?? ''].join(delimiter),
		...QUIET,
		...LOCAL,
		// The isolated-vm binary of n8n 1.123 does not load on Node 20.
		...(host.which === 'oldest' ? { N8N_EXPRESSION_ENGINE: 'legacy' } : {}),
		...(durableCursors ? DURABLE_CURSORS : {}),
		N8N_DISABLED_MODULES: DISABLED_MODULES[host.which],
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_USER_FOLDER: userFolder,
		QUEUE_HEALTH_CHECK_PORT: String(port),
		...env,
	};
}

function inherited(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		PASSED_ON.filter((name) => process.env[name] !== undefined).map((name) => [
			name,
			process.env[name],
		]),
	);
}

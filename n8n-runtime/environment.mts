import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST } from './ports.mts';

/**
 * The variables that n8n inherits: those that it needs to reach the network, but none that
 * configure n8n.
 */
const INHERITED = [
	'PATH',
	'HOME',
	'LANG',
	'TZ',
	'TMPDIR',
	'NODE_EXTRA_CA_CERTS',
	'SSL_CERT_FILE',
	...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

/** How long n8n may finish its work when it is told to end. */
const SHUTDOWN_S = '5';

/**
 * The environment of an n8n that has a folder of its own, serves this machine only, and contacts no
 * service of n8n's.
 */
export function n8nEnvironment(
	folder: string,
	port: number,
	brokerPort: number,
): Record<string, string> {
	const origin = `http://${HOST}:${port}`;
	return {
		...inherited(),
		N8N_USER_FOLDER: folder,
		N8N_LISTEN_ADDRESS: HOST,
		N8N_PORT: String(port),
		// The next start needn't compile n8n's 4000 files again.
		NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
		// A worker has no other server than its health check.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: HOST,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		WEBHOOK_URL: `${origin}/`,
		N8N_EDITOR_BASE_URL: origin,
		// Signed links need files on disk, and videos mustn't be kept in memory.
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: SHUTDOWN_S,
		// The cookie must work without https.
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry,instance-ai',
	};
}

function inherited(): Record<string, string> {
	const found: Record<string, string> = {};
	for (const name of INHERITED) {
		const value = process.env[name];
		if (value !== undefined) found[name] = value;
	}
	return found;
}

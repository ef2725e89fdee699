import { afterAll, beforeAll } from '@jest/globals';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../emulator/server.mts';
import { N8nClient, type Credential, type Execution } from '../../../n8n-runtime/client.mts';
import { startN8n, type N8nServer } from '../../../n8n-runtime/server.mts';
import { prepareUserFolder } from '../../../n8n-runtime/userFolder.mts';
import { builtPackage, runtime } from './prepared.mts';
import { chain, manualTrigger, type WorkflowNode } from './workflow.mts';

/** The name of our credential's type. */
export const CREDENTIAL_TYPE = 'klingMotionControlApi';

const STARTED_WITHIN_MS = 240_000;
const STOPPED_WITHIN_MS = 30_000;

/** How a stage differs from the default. */
export interface StageOptions {
	emulator?: EmulatorOptions;
	/** Environment variables for n8n. */
	env?: Record<string, string>;
	/**
	 * Whether n8n serves its editor; false when not given. Without it, n8n starts faster, but its
	 * recovery comes sooner than at users: tests that start n8n again need it (n8n facts §3).
	 */
	editor?: boolean;
}

/** What a stage needs of its n8n, which may have one process or many. */
export interface N8n {
	/** The address of the editor and the REST API. */
	readonly origin: string;
	/** The address of the webhooks. */
	readonly webhookOrigin: string;
	stop: () => Promise<void>;
}

/**
 * An emulated Kling, and a real n8n with the package, a signed-in owner, and a working credential.
 */
export class Stage<T extends N8n = N8nServer> {
	private constructor(
		readonly emulator: Emulator,
		readonly n8n: T,
		readonly client: N8nClient,
		readonly credential: Credential,
	) {}

	/** Adds everything else to a new n8n. */
	static async build<T extends N8n>(n8n: T, options?: EmulatorOptions): Promise<Stage<T>> {
		const client = await N8nClient.setUp(n8n.origin);
		const emulator = await startEmulator(options);
		const data = apiToken(emulator.baseUrl);
		const credential = await client.createCredential('Kling', CREDENTIAL_TYPE, data);
		return new Stage(emulator, n8n, client, credential);
	}

	/** Starts a workflow of these nodes in a row. Resolves with the execution's id. */
	async start(...nodes: WorkflowNode[]): Promise<string> {
		const trigger = manualTrigger();
		const { id } = await this.client.createWorkflow(chain(trigger, ...nodes));
		return await this.client.run(id, trigger.name);
	}

	/** Runs a workflow of these nodes to its end. */
	async run(...nodes: WorkflowNode[]): Promise<Execution> {
		return await this.client.waitForExecution(await this.start(...nodes));
	}

	/** Ends everything. */
	async strike(): Promise<void> {
		await Promise.all([this.n8n.stop(), this.emulator.close()]);
	}
}

/** The credential's fields for a token that the emulator accepts. */
export function apiToken(baseUrl: string, token = 'test-token') {
	return { authentication: 'apiToken', apiToken: token, region: 'custom', baseUrl };
}

/** The credential's fields for a pair of keys that the emulator accepts. */
export function accessKey(baseUrl: string, secretKey = 'test-secret-key') {
	const keys = { accessKey: 'test-access-key', secretKey };
	return { authentication: 'accessKey', ...keys, region: 'custom', baseUrl };
}

/** Sets up a stage before the tests of a file, and ends it after them. */
export function useStage({ emulator, ...options }: StageOptions = {}): () => Stage {
	const packageFolder = builtPackage.folder;
	return useStageOn(async () => {
		const userFolder = await prepareUserFolder(runtime);
		return await startN8n({ runtime, packageFolder, userFolder, env: toEnvironment(options) });
	}, emulator);
}

/** The environment variables for n8n. */
export function toEnvironment({ env, editor = false }: StageOptions): Record<string, string> {
	return { N8N_DISABLE_UI: String(!editor), ...env };
}

/** Like {@link useStage}, with an n8n of any kind. */
export function useStageOn<T extends N8n>(
	start: () => Promise<T>,
	options?: EmulatorOptions,
): () => Stage<T> {
	let stage: Stage<T> | undefined;
	beforeAll(async () => {
		stage = await Stage.build(await start(), options);
	}, STARTED_WITHIN_MS);
	afterAll(async () => await stage?.strike(), STOPPED_WITHIN_MS);
	return () => {
		if (!stage) throw new Error('The stage is there in tests only');
		return stage;
	};
}

import type { KlingClient } from '../api/client';
import { withRetries } from '../api/retries';
import type { Clock } from '../clock';
import { ignoreKlingError, KlingError, rethrow } from '../errors';
import type { KlingTask } from '../task';

/**
 * Knows what external ids are worth on a host. On Kling's own hosts, and on a host that has once
 * found a task by an external id, "not found" proves that there is no such task, and a second
 * create with the same id is refused. On other hosts, "not found" proves nothing (API §6).
 */
export class ExternalIds {
	private latest: { taskId: string; externalId: string } | null = null;

	/** @param areReliable true for Kling's own hosts */
	constructor(private areReliable: boolean) {}

	/**
	 * Remembers a task that was just created, so that a query for its external id can test the host.
	 */
	remember(taskId: string, externalId: string): void {
		this.latest = { taskId, externalId };
	}

	/**
	 * Looks for the task with an external id.
	 *
	 * @returns null when the host knows of none
	 * @throws KlingError when the host can't be asked.
	 */
	async find(client: KlingClient, clock: Clock, externalId: string): Promise<KlingTask | null> {
		try {
			const task = await withRetries(clock, async () => await client.get(externalId));
			this.areReliable = true;
			return task;
		} catch (error) {
			// A gateway without this query may answer with its web server's own 404 page.
			if (error instanceof KlingError && (error.kind === 'notFound' || error.httpStatus === 404)) {
				return null;
			}
			return rethrow(error);
		}
	}

	/**
	 * Whether "not found" can be relied on. If that isn't known, tests it with the task that was
	 * created last.
	 */
	async canBeReliedOn(client: KlingClient, clock: Clock): Promise<boolean> {
		if (this.areReliable || this.latest === null) return this.areReliable;
		const { taskId, externalId } = this.latest;
		const found = await this.find(client, clock, externalId).catch(ignoreKlingError);
		this.areReliable = found?.id === taskId;
		return this.areReliable;
	}
}

import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { settleAll, valueOrThrow } from '../../kling/concurrency';
import type { ListedTask } from '../../kling/tasks/taskCursor';
import { createClock } from '../common/clock';
import { CONCURRENT_DOWNLOADS } from '../common/download';
import { deliveryError } from '../common/downloadErrors';
import {
	toItem,
	toItemWithoutVideo,
	toItemWithVideoOrReason,
	type OutputOptions,
} from '../common/output';
import { TimeLimitError, withinTime } from '../common/timeLimit';

/** The most downloads of a poll: the first video comes out only with the last. */
const MAX_DOWNLOADS = 30;

/** What a poll makes of the tasks that it has found. */
export interface PolledItems {
	items: INodeExecutionData[];
	/** The tasks that are left to the next poll. */
	left: ListedTask[];
}

/**
 * Makes the items of tasks, with as many of their videos as can be downloaded in time: n8n may
 * discard a poll that takes longer, and the next one would begin with the same videos. If not a
 * single one fits, the first item comes without its video, so that the next poll has less to do.
 *
 * @param endsAt on the monotonic clock
 */
export async function toItemsInTime(
	context: IPollFunctions,
	output: OutputOptions,
	tasks: ListedTask[],
	endsAt: number,
): Promise<PolledItems> {
	if (output.videoField === null) {
		return { items: tasks.map((task, index) => toItem(task, output, index)), left: [] };
	}
	const clock = createClock(context);
	const tried = tasks.slice(0, MAX_DOWNLOADS);
	const outcomes = await settleAll(tried.length, CONCURRENT_DOWNLOADS, async (index) => {
		return await withinTime(endsAt - clock.monotonic(), undefined, async (stop) => {
			return await toItemWithVideoOrReason(
				context,
				tried[index] as ListedTask,
				output,
				index,
				stop,
			);
		});
	});
	const isLate = outcomes.map((outcome) => {
		return outcome !== undefined && 'error' in outcome && outcome.error instanceof TimeLimitError;
	});
	const items = outcomes.filter((_outcome, index) => !isLate[index]).map(valueOrThrow);
	const left = tasks.filter((_task, index) => isLate[index] ?? true);
	const [first] = left;
	if (items.length > 0 || !first) return { items: items.map(paired), left };
	const error = deliveryError(first, 'it did not arrive in the time that n8n gives a poll', {
		retry: 'later',
	});
	return { items: [toItemWithoutVideo(first, output, 0, error)], left: left.slice(1) };
}

function paired(item: INodeExecutionData, index: number): INodeExecutionData {
	return { ...item, pairedItem: { item: index } };
}

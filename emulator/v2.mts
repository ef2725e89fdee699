import { moneyOf, unitsOf } from './prices.mts';
import { isFinal, type Task } from './task.mts';

type Json = Record<string, unknown>;

/** The status in the words of 2.0. */
export function statusV2({ status }: Task): string {
	return status === 'succeed' ? 'succeeded' : status;
}

/** A task in the form of 2.0, as in a query, a list or a callback. */
export function taskV2(task: Task): Json {
	return {
		id: task.id,
		status: statusV2(task),
		message: task.status === 'failed' ? task.statusMessage : '',
		create_time: task.createdAt,
		update_time: task.updatedAt,
		external_id: task.externalId ?? '',
		outputs: task.videos.map(({ id, url, watermarkUrl, duration }) => ({
			type: 'video',
			id,
			url,
			watermark_url: watermarkUrl ?? '',
			duration,
		})),
		billing: isFinal(task) ? [billV2(task)] : [],
	};
}

function billV2(task: Task): Json {
	if (task.paysWith === 'units') {
		const amount = String(unitsOf(task));
		return { charge_type: 'unit', amount, currency: '', package_type: 'video', list_price: amount };
	}
	const amount = String(moneyOf(task));
	return { charge_type: 'cash', amount, currency: 'USD', package_type: '', list_price: amount };
}

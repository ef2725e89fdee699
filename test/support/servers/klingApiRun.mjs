import { KlingAPI } from 'kling-api';

/**
 * Sends requests to a host with an independent client, the npm package `kling-api`, and prints the
 * results as JSON. It runs in a process of its own, because jest doesn't load ES modules.
 */
const [baseUrl, secretKey, body] = process.argv.slice(2);
const { httpClient } = new KlingAPI({ accessKey: 'test-access-key', secretKey });
// Its constructor accepts only https.
httpClient.client.defaults.baseURL = baseUrl;

const PATH = '/v1/videos/motion-control';
const attempt = async (method, path, data) => {
	try {
		return await httpClient.request(method, path, data);
	} catch ({ message, code, httpStatus, requestId }) {
		return { error: { message, code, httpStatus, requestId } };
	}
};

const created = await attempt('POST', PATH, JSON.parse(body));
const answers = {
	created,
	again: await attempt('POST', PATH, JSON.parse(body)),
	task: await attempt('GET', `${PATH}/${created.data?.task_id}`),
	unknown: await attempt('GET', `${PATH}/1`),
	list: await attempt('GET', PATH, { pageNum: 1, pageSize: 30 }),
	costs: await attempt('GET', '/account/costs', { start_time: 0, end_time: Date.now() }),
};
console.log(JSON.stringify(answers));

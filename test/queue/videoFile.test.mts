import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mediaPath, startFileServer, type FileServer } from '../support/servers/fileServer.mts';
import { PATIENCE_MS } from '../support/queue/orders.mts';
import { useQueueStage } from '../support/queue/useQueueStage.mts';
import { fetchFile, kling } from '../support/n8n/workflow.mts';

const stage = useQueueStage({ emulator: { jobDurationMs: 1000 } });

let files: FileServer;
beforeAll(async () => (files = await startFileServer()));
afterAll(async () => await files.close());

it(
	'a video from a binary file arrives at Kling byte for byte, although webhooks have a process that serves no files',
	async () => {
		const { n8n, emulator, credential } = stage();
		const { error } = (
			await stage().run(
				fetchFile(`${files.origin}/reference.mp4`, 'video'),
				kling(credential, {
					operation: 'createAndWait',
					imageUrl: `${files.origin}/character.png`,
					videoSource: 'binaryFile',
					downloadVideo: false,
					options: { pollingInterval: 1 },
				}),
			)
		).data.resultData;
		expect(error).toBeUndefined();
		const [task] = emulator.tasks;
		expect(new URL(task?.body.video_url ?? '').origin).toBe(n8n.main.origin);
		const bytes = await readFile(mediaPath('reference.mp4'));
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		expect(task?.video).toEqual({ size: bytes.length, sha256 });
	},
	PATIENCE_MS,
);

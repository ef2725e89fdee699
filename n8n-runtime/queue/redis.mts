import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { HOST, onFreePort } from '../ports.mts';
import { ServerProcess } from '../serverProcess.mts';
import type { QueuePrograms } from './programs.mjs';

/** A Redis that keeps everything in memory. */
export class Redis {
	private readonly process = new ServerProcess('redis');

	private port = 0;

	constructor(private readonly programs: QueuePrograms) {}

	/** The id of its process; 0 when it isn't running. */
	get pid(): number {
		return this.process.pid;
	}

	/** The variables with which n8n finds it. */
	get n8nEnvironment(): Record<string, string> {
		return { QUEUE_BULL_REDIS_HOST: HOST, QUEUE_BULL_REDIS_PORT: String(this.port) };
	}

	/** Starts it. */
	async start(): Promise<void> {
		await onFreePort(async (port) => {
			this.port = port;
			await this.process.launch({
				command: this.programs.redis,
				args: ['--bind', HOST, '--port', String(port), '--save', '', '--appendonly', 'no'],
				isReady: async () => (await this.ask('PING')) === '+PONG',
			});
		});
	}

	/** Ends it. */
	async stop(): Promise<void> {
		await this.process.stop('SIGTERM');
	}

	/** The length of a list; 0 when it doesn't exist. */
	async lengthOf(list: string): Promise<number> {
		const answer = await this.ask(`LLEN ${list}`);
		// Redis writes a number with a colon in front.
		if (!/^:\d+$/.test(answer)) throw new Error(`Redis says ${answer}`);
		return Number(answer.slice(1));
	}

	/** The response to a command; its first line is enough for the commands used here. */
	private async ask(command: string): Promise<string> {
		const socket = connect(this.port, HOST);
		await once(socket, 'connect');
		socket.write(`${command}\r\nQUIT\r\n`);
		return (await text(socket)).split('\r\n', 1)[0] ?? '';
	}
}

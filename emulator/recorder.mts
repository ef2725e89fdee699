import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { shorten } from './task.mts';

/** The kind of a request. */
export type Operation = 'create' | 'get' | 'list' | 'costs' | 'download';

/** A request that reached the emulator, in order of arrival. */
export interface RecordedRequest {
	/** Null for an unknown path. */
	operation: Operation | null;
	method: string;
	/** Without the query. */
	path: string;
	query: Record<string, string>;
	headers: IncomingHttpHeaders;
	/** Unix time of arrival in milliseconds. */
	time: number;
	/** The JSON body with Base64 shortened; null without one. */
	body: unknown;
	/** Null until there is a response; it stays null when the connection was broken instead. */
	status: number | null;
}

declare module 'fastify' {
	interface FastifyRequest {
		record?: RecordedRequest;
	}
	interface FastifyContextConfig {
		operation?: Operation;
	}
}

/** Records every request, before anything can refuse it. */
export class Recorder {
	requests: RecordedRequest[] = [];

	start(request: FastifyRequest): void {
		const url = new URL(request.url, 'http://localhost');
		request.record = {
			operation: request.routeOptions.config.operation ?? null,
			method: request.method,
			path: url.pathname,
			query: Object.fromEntries(url.searchParams),
			headers: { ...request.headers },
			time: Date.now(),
			body: null,
			status: null,
		};
		this.requests.push(request.record);
	}

	noteBody(request: FastifyRequest): void {
		if (request.record) request.record.body = shortenTexts(request.body ?? null);
	}

	noteAnswer(request: FastifyRequest, reply: FastifyReply): void {
		if (request.record) request.record.status = reply.statusCode;
	}

	noteBreak(request: FastifyRequest): void {
		if (request.record) request.record.status = null;
	}

	count(operation: Operation): number {
		return this.requests.filter((request) => request.operation === operation).length;
	}

	clear(): void {
		this.requests = [];
	}
}

function shortenTexts(body: unknown): unknown {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
	return Object.fromEntries(
		Object.entries(body).map(([key, value]: [string, unknown]) => [
			key,
			typeof value === 'string' ? shorten(value) : value,
		]),
	);
}

import { createHmac, randomBytes } from 'node:crypto';

/** What is wrong with a link; null when it is valid. */
export type LinkProblem = 'expired' | 'forged' | null;

/**
 * Makes links to results as a content delivery network does: signed, expiring, with a long query in
 * which every character matters.
 */
export class ResultLinks {
	private readonly secret = randomBytes(32);

	/** Scheme, host and port; set when the server listens. */
	origin = '';

	constructor(private readonly lifetimeMs: number) {}

	create(taskId: string, file: string): string {
		const policy = randomBytes(300).toString('base64');
		const query = [
			`x-oss-process=${encodeURIComponent('video/snapshot,t_0')}`,
			`Policy=${encodeURIComponent(policy)}`,
			`response-content-disposition=inline%3B+filename%3D%22motion%20video.mp4%22`,
			`Expires=${Date.now() + this.lifetimeMs}`,
		].join('&');
		const path = `/results/${taskId}/${file}?${query}`;
		return `${this.origin}${path}&Signature=${this.sign(path)}`;
	}

	/**
	 * Checks a link.
	 *
	 * @param path path and query exactly as they arrived
	 */
	check(path: string): LinkProblem {
		const [signed = '', signature] = path.split('&Signature=');
		if (signature !== this.sign(signed)) return 'forged';
		const expires = Number(/&Expires=(\d+)/.exec(signed)?.[1]);
		return Date.now() >= expires ? 'expired' : null;
	}

	private sign(path: string): string {
		return createHmac('sha256', this.secret).update(path).digest('hex');
	}
}

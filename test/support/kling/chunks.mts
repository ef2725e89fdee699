/** A file as a stream of chunks, which records what is read. */
export class Chunks implements AsyncIterable<Buffer> {
	taken = 0;

	isClosed = false;

	constructor(
		private readonly bytes: Buffer,
		private readonly size = 64,
	) {}

	async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
		try {
			for (let start = 0; start < this.bytes.length; start += this.size) {
				const chunk = this.bytes.subarray(start, start + this.size);
				this.taken += chunk.length;
				yield await Promise.resolve(chunk);
			}
		} finally {
			this.isClosed = true;
		}
	}
}

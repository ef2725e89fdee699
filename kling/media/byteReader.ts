/** Reads a stream by bytes, regardless of the size of its chunks. */
export class ByteReader {
	/** How many bytes have been taken or skipped. */
	position = 0;

	private readonly iterator: AsyncIterator<Buffer>;

	private rest: Buffer = Buffer.alloc(0);

	constructor(chunks: AsyncIterable<Buffer>) {
		this.iterator = chunks[Symbol.asyncIterator]();
	}

	/** The next bytes; fewer at the end of the stream. */
	async take(length: number): Promise<Buffer> {
		const parts: Buffer[] = [];
		for (let missing = length; missing > 0; ) {
			if (!(await this.fill())) break;
			const part = this.rest.subarray(0, missing);
			this.advance(part.length);
			parts.push(part);
			missing -= part.length;
		}
		return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
	}

	/** The next bytes without taking them; fewer at the end of the stream. */
	async peek(length: number): Promise<Buffer> {
		const parts = [this.rest];
		for (let size = this.rest.length; size < length; ) {
			const next = await this.iterator.next();
			if (next.done) break;
			parts.push(next.value);
			size += next.value.length;
		}
		if (parts.length > 1) this.rest = Buffer.concat(parts);
		return this.rest.subarray(0, length);
	}

	/** Skips a number of bytes; false when the stream ends before that. */
	async skip(length: number): Promise<boolean> {
		for (let missing = length; missing > 0; ) {
			if (!(await this.fill())) return false;
			const passed = Math.min(missing, this.rest.length);
			this.advance(passed);
			missing -= passed;
		}
		return true;
	}

	/** Skips everything up to and including the next such byte. */
	async skipUntil(byte: number): Promise<void> {
		while (await this.fill()) {
			const index = this.rest.indexOf(byte);
			this.advance(index === -1 ? this.rest.length : index + 1);
			if (index !== -1) return;
		}
	}

	/** Closes the stream without reading the rest. */
	async close(): Promise<void> {
		await this.iterator.return?.();
	}

	private advance(length: number): void {
		this.rest = this.rest.subarray(length);
		this.position += length;
	}

	/** Makes sure that at least one byte is buffered; false at the end of the stream. */
	private async fill(): Promise<boolean> {
		while (this.rest.length === 0) {
			const next = await this.iterator.next();
			if (next.done) return false;
			this.rest = next.value;
		}
		return true;
	}
}

import { createFile, Log, MP4BoxBuffer, type Movie } from 'mp4box';

/** What the emulator checks in a video. */
export interface MovieInfo {
	/** Seconds. */
	duration: number;
	/** Pixels. */
	width: number;
	height: number;
}

// Without this it prints what is wrong with every bad file, and has no setting against it.
Log.error = () => {};

/** Looks into an MP4 or MOV while it arrives, without keeping it. */
export class MovieProbe {
	private readonly file = createFile();

	private position = 0;

	private movie: Movie | null = null;

	constructor() {
		this.file.onReady = (movie) => (this.movie = movie);
	}

	/** Takes the next bytes of the file. */
	append(chunk: Uint8Array): void {
		// The parser keeps buffers with a position of their own, so each gets a copy.
		this.file.appendBuffer(
			MP4BoxBuffer.fromArrayBuffer(new Uint8Array(chunk).buffer, this.position),
		);
		this.position += chunk.length;
	}

	/** What the whole file is; null when it isn't a movie with a picture. */
	finish(): MovieInfo | null {
		this.file.flush();
		const [picture] = this.movie?.videoTracks ?? [];
		if (!picture) return null;
		const duration = picture.duration / picture.timescale;
		return { duration, width: picture.track_width, height: picture.track_height };
	}
}

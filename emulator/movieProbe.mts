import { createFile, Log, MP4BoxBuffer, type Movie } from 'mp4box';

/** What the emulator checks in a video. */
export interface MovieInfo {
	/** Seconds. */
	duration: number;
	/** Pixels. */
	width: number;
	height: number;
}

// The library prints what is wrong with each bad file, and has no setting to prevent that.
Log.error = () => {};

/** Reads the properties of an MP4 or MOV as it arrives, without keeping it. */
export class MovieProbe {
	private readonly file = createFile();

	private position = 0;

	private movie: Movie | null = null;

	constructor() {
		this.file.onReady = (movie) => (this.movie = movie);
	}

	/** Takes the next bytes of the file. */
	append(chunk: Uint8Array): void {
		// A copy, because the parser keeps the buffer and adds a position to it.
		this.file.appendBuffer(
			MP4BoxBuffer.fromArrayBuffer(new Uint8Array(chunk).buffer, this.position),
		);
		this.position += chunk.length;
	}

	/** The properties of the whole file; null when it isn't a movie with a picture. */
	finish(): MovieInfo | null {
		this.file.flush();
		const [picture] = this.movie?.videoTracks ?? [];
		if (!picture) return null;
		const duration = picture.duration / picture.timescale;
		return { duration, width: picture.track_width, height: picture.track_height };
	}
}

/** The header with the emulator's default token. */
export const AUTHORIZATION = { Authorization: 'Bearer test-token' };

/** A body that Kling accepts. The files are fetched only with `checkMedia`. */
export const REQUEST_BODY = {
	image_url: 'http://127.0.0.1/character.png',
	video_url: 'http://127.0.0.1/reference.mp4',
	character_orientation: 'image',
	mode: 'std',
	/** Gateways want to be told (API §3a). */
	model_name: 'kling-v2-6',
};

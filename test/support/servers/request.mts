/** The header of the emulator's own token. */
export const AUTHORIZATION = { Authorization: 'Bearer test-token' };

/** A body that Kling accepts; nobody fetches these files when `checkMedia` is off. */
export const REQUEST_BODY = {
	image_url: 'http://127.0.0.1/character.png',
	video_url: 'http://127.0.0.1/reference.mp4',
	character_orientation: 'image',
	mode: 'std',
};

/**
 * Gives a file that was checked before in Kling's form: a URL, or raw Base64. It is called when the
 * request is about to be sent: until then an item may wait for hours, no file is to lie in memory, and a
 * signed link would end.
 */
export type LoadMedia = () => Promise<string>;

/** Of a file that was refused, so that no request is sent. */
export const loadNothing: LoadMedia = async () => await Promise.resolve('');

/**
 * Loads a checked file in the form that Kling takes: a URL, or raw Base64. Called when the request
 * is about to be sent, because an item may wait for hours: a file would fill the memory, and a
 * signed link would expire.
 */
export type LoadMedia = () => Promise<string>;

/** Stands in for a file that was refused. It is never called, because no request is sent then. */
export const loadNothing: LoadMedia = async () => await Promise.resolve('');

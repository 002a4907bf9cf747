// Lengths of time in ms, and an instant as people and programs read it.
export const hour = 3_600_000;
export const day = 24 * hour;

/** `at`: epoch ms. */
export const isoTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** What a state means to a reader: the same five everywhere. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

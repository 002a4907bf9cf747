/** What a colour says. In a file without markup, so that tests may read what uses it. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

import { switchTable } from '../switches.js';

/** Switches as somebody sent them, as the texts they are: numbers and booleans as written, null for the default. */
export function asTexts(sent: Readonly<Record<string, unknown>>): Record<string, string> {
  const defaults = new Map<string, string>(switchTable().map(({ name, default: byDefault }) => [name, byDefault]));
  const text = (name: string, value: unknown) => (value === null ? (defaults.get(name) ?? 'null') : plain(value));
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, text(name, value)]));
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

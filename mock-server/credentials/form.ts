import { isUtf8 } from 'node:buffer';

/**
 * Form decoding as Katana and .NET do it (STS-50, CA-25): `+` is a blank, percent escapes are UTF-8, and whatever is
 * no proper escape stays as it was written. decodeURIComponent would throw where the real service shrugs.
 */
export function formDecode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return spaced.includes('%') ? spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, unescapeRun) : spaced;
}

function unescapeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : unescapeValid(bytes);
}

/** Bytes that are no UTF-8 keep their escapes, one by one; the rest is read. */
function unescapeValid(bytes: Buffer): string {
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    // The shortest piece that can be read is one character.
    const length = [1, 2, 3, 4].find(n => isUtf8(bytes.subarray(at, at + n)));
    out +=
      length === undefined
        ? `%${bytes.toString('hex', at, at + 1).toUpperCase()}`
        : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return out;
}

/** The fields of a form, by name in lower case: names are compared ignoring case (STS-50). */
export type Form = {
  /** The first value; of `client_id` and `client_secret` all of them, joined with a comma (STS-52). */
  get(name: string): string | undefined;
  /** Whether there are several of it. */
  isRepeated(name: string): boolean;
};

const JOINED = new Set(['client_id', 'client_secret']);

export function readForm(text: string): Form {
  const fields = new Map<string, string[]>();
  for (const part of text.split('&')) {
    const at = part.indexOf('=');
    if (at === -1) continue;
    const name = formDecode(part.slice(0, at).trimStart()).toLowerCase();
    const value = formDecode(part.slice(at + 1));
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return {
    get: name => {
      const values = fields.get(name);
      return JOINED.has(name) ? values?.join(',') : values?.[0];
    },
    isRepeated: name => (fields.get(name)?.length ?? 0) > 1,
  };
}

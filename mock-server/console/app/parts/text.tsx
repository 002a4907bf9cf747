/** A name that somebody else chose: always text, in its own direction, whatever letters it holds. */
export function SchoolName({ name, title }: { readonly name: string; readonly title?: string }) {
  return (
    <bdi dir="auto" class="name" title={title ?? name}>
      {name}
    </bdi>
  );
}

/** What stands for a secret or a token. */
export function Fingerprint({ of, title }: { readonly of: string; readonly title?: string }) {
  return (
    <code class="fingerprint" title={title ?? 'Fingerprint: equal secrets look equal, and nothing leads back'}>
      {of}
    </code>
  );
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** A length of time (ms) in its two greatest units: `3 h 20 min`. Pure. */
export function lasting(ms: number): string {
  let rest = Math.max(0, ms);
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === 's' && parts.length === 0)) parts.push(`${count} ${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** An instant (epoch ms) as people of this browser write it. */
export function instant(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(bare);
}

/** The name and port of a Host header; undefined when it is none. */
export function readHost(header: string): { readonly name: string; readonly port: number } | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?$/i.exec(header);
  const name = match?.[1];
  if (name === undefined) return undefined;
  return { name: name.toLowerCase().replace(/^\[|\]$/g, ''), port: Number(match?.[2] ?? 80) };
}

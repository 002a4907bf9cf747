/** How an agent says what it did: no agent does it by itself. `origin`: where this page is from; `world`: its id. */
export function commandsFor(origin: string, world: string): { readonly sync: string; readonly holds: string } {
  const id = encodeURIComponent(world).replace(/[!'()*]/g, letter => `%${letter.charCodeAt(0).toString(16)}`);
  const token = isLoopback(new URL(origin).hostname) ? '' : ' -H "Authorization: Bearer $SIMS_CONTROL_TOKEN"';
  const post = `curl -sS --json @-${token} ${origin}/api/worlds/${id}/agent-reports`;
  return {
    sync: `npx sims-agent sync --json | ${post}`,
    holds: `printf '{"agent":"sims-agent","holds":%s}' "$(npx sims-agent list --dump)" | ${post}`,
  };
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

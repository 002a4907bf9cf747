// Puts its credentials in the query of the token request too.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  tokenRequest: parts => {
    const request = HOOKS.tokenRequest(parts);
    return { ...request, url: `${request.url}?${parts.form}` };
  },
});
await main(import.meta.url, subject);

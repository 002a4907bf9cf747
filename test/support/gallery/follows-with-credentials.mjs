// Follows a redirect of the token service, as 307 and 308 allow, with its credentials.
import { agent, main } from './good.mjs';

export const subject = agent({
  onRedirect: async (answer, request, run) =>
    request.method === 'POST' && answer.status >= 307 ? run.send({ ...request, url: answer.headers.location }) : answer,
});
await main(import.meta.url, subject);

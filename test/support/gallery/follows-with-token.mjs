// Follows a redirect of the API with its token.
import { agent, main } from './good.mjs';

export const subject = agent({
  onRedirect: async (answer, request, run) =>
    request.method === 'POST' ? answer : run.send({ ...request, url: answer.headers.location }),
});
await main(import.meta.url, subject);

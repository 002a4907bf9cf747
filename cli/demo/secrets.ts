import { secretsOf, type WorldHandle } from '../../mock-server/index.js';

/** Too short to be told from any other text. */
const SHORTEST = 6;
/** The first two parts of a signed access token. */
const TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}\./;

/** The last look before a story leaves the process. @throws Error where it holds a secret: a bug of ours. */
export function refuseSecrets(story: object, worlds: readonly WorldHandle[]): void {
  const text = JSON.stringify(story);
  const spelled = (secret: string) => JSON.stringify(secret).slice(1, -1);
  const secrets = worlds.flatMap(world => secretsOf(world.world())).filter(secret => secret.length >= SHORTEST);
  if (TOKEN.test(text) || secrets.some(secret => text.includes(spelled(secret))))
    throw new Error('The recording would have held a secret or an access token in clear, so it was not made.');
}

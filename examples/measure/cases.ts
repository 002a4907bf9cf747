import { VECTORS } from '../../test/sts/basic-auth-vectors.js';
import { BEYOND_ASCII, SPECTRUM } from './wire.js';

/** The three readings of a Basic header that a server may have. */
export const MODES = ['both', 'raw', 'decoded'] as const;
export type Mode = (typeof MODES)[number];

/** Secrets that share a difficulty. */
export type Group = { readonly name: string; readonly vectors: readonly string[] };
export const GROUPS: readonly Group[] = [
  { name: 'SIMS-shaped', vectors: ['V01'] },
  { name: 'plus', vectors: ['V02', 'V08'] },
  { name: 'looks escaped', vectors: ['V03'] },
  { name: 'blank/colon/percent', vectors: ['V04', 'V05', 'V06', 'V07'] },
  { name: 'RFC example', vectors: ['V09'] },
  { name: 'beyond ASCII', vectors: ['V10'] },
  { name: 'punctuation', vectors: ['V11'] },
  { name: 'colon in the id', vectors: ['V12'] },
];
/** Nobody gets in with it. */
export const EMPTY_SECRET = 'V19';

/** One request for a token that a way is asked to make. */
export type Case = {
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
  /** The switches of the world in which it is made. */
  readonly switches: Readonly<Record<string, string>>;
  /** The client the world has; null where it has this one. */
  readonly knows: { readonly clientId: string; readonly secret: string } | null;
};

const plain = { clientId: 'cid', secret: 'right' };

export const vectorCase = (mode: Mode, vector: string): string => `${mode} ${vector}`;

/** Everything a way is put to. */
export const CASES: readonly Case[] = [
  ...MODES.flatMap(mode =>
    VECTORS.map(({ id, clientId, secret }) => {
      const switches = { 'sts.basicDecoding': mode };
      return { id: vectorCase(mode, id), clientId, secret, switches, knows: null };
    }),
  ),
  { id: 'spectrum', ...SPECTRUM, switches: {}, knows: plain },
  ...BEYOND_ASCII.map(credential => ({ id: `sign ${credential.secret}`, ...credential, switches: {}, knows: plain })),
  ...['400', '401-basic'].map(status => ({
    id: `refused ${status}`,
    clientId: 'cid',
    secret: 'wrong',
    switches: { 'sts.invalidClientStatus': status },
    knows: plain,
  })),
];

/** The cases of a whole client: how it sends, and the string of RFC 6749 in each mode. */
export const EXAMPLE_CASES: readonly string[] = ['spectrum', ...MODES.map(mode => vectorCase(mode, 'V09'))];

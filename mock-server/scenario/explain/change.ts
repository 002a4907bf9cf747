import { type Change, type ChangeArguments, type ChangeKind, parseDuration } from '../../world/index.js';
import { byKey, counted, joined, lasting, type Naming, percent, whose } from './words.js';

type Tellers = { readonly [K in ChangeKind]: (args: ChangeArguments[K], name: Naming) => string };

const TELLERS: Tellers = {
  'site.installed': (c, name) =>
    `${c.name ?? name(c.site)} starts using the application${c.pending === true ? ' and waits for approval' : ''}`,
  'site.approved': (c, name) => `${name(c.site)} is approved by the supplier`,
  'site.disabled': (c, name) => `${name(c.site)} is switched off by the supplier`,
  'site.enabled': (c, name) => `${name(c.site)} is switched on again by the supplier`,
  'site.removed': (c, name) => `${name(c.site)} leaves; it is no longer listed, and its credentials stop working`,
  'site.reinstalled': (c, name) => `${name(c.site)} comes back${reinstalled[c.credentials ?? 'unsaid']}`,
  'site.renamed': (c, name) => `${name(c.site)} is called "${c.name}" from now on`,
  'site.recoded': (c, name) =>
    joined([...code(c.dfeCode, 'DfE code', c, name), ...code(c.deniNumber, 'DENI number', c, name)]),
  'client.issued': (c, name) =>
    `${name(c.site)} is given one more credential${c.client === undefined ? '' : `, ${c.client}`}`,
  'client.suspended': (c, name) => `${credential(c, name)} is suspended and opens nothing until it is restored`,
  'client.restored': (c, name) => `${credential(c, name)} works again`,
  'client.removed': (c, name) => `${credential(c, name)} is taken away for good`,
  'secret.reissued': (c, name) => `${secret(c, name)} is replaced by a new one${overlapping(c.overlap)}`,
  'vendor.secretReset': c => `the supplier's own secret is replaced by a new one${overlapping(c.overlap)}`,
  'vendor.suspended': () => "the supplier's own credential is suspended",
  'vendor.restored': () => "the supplier's own credential works again",
  'application.keySet': () => 'the application is given an API key',
  'application.keyCleared': () => 'the application loses its API key',
  'signingKey.rolled': () => 'tokens are signed with a new key from now on',
  'list.hidden': (c, name) => `${rows(c, name)} missing from the list, though nobody left`,
  'list.shown': (c, name) => `${rows(c, name)} listed again`,
  'estate.grown': c => `${counted(c.by, 'more school')} ${c.by === 1 ? 'joins' : 'join'}`,
  'estate.shrunk': c => `${leavers(c)} together`,
};

/** What a change does, in school words; no full stop, so that it can stand inside a sentence. */
export function explainChange(change: Change, name: Naming = byKey): string {
  const tell = TELLERS[change.kind] as (args: Change, name: Naming) => string;
  return tell(change, name);
}

const reinstalled = { new: ' with new credentials', same: ' with the credentials it had', unsaid: '' } as const;

function code(to: string | null | undefined, what: string, { site }: { site: string }, name: Naming): string[] {
  if (to === undefined) return [];
  const subject = `${whose(name(site))} ${what}`;
  return [to === null ? `${subject} is taken away` : `${subject} becomes ${to}`];
}

function credential({ site, client }: { site: string; client?: string }, name: Naming): string {
  return `${whose(name(site))} credential${client === undefined ? '' : ` ${client}`}`;
}

function secret(of: { site: string; client?: string }, name: Naming): string {
  return of.client === undefined ? `${whose(name(of.site))} secret` : `the secret of ${credential(of, name)}`;
}

function overlapping(overlap: string | undefined): string {
  const ms = overlap === undefined ? undefined : parseDuration(overlap);
  return ms === undefined ? '' : `; the old one still works for ${lasting(ms)}`;
}

function rows({ sites, all, share }: ChangeArguments['list.hidden'], name: Naming): string {
  if (all === true) return 'all schools are';
  if (share !== undefined) return `${percent(share)} of the schools are`;
  return `${joined((sites ?? []).map(name))} ${sites?.length === 1 ? 'is' : 'are'}`;
}

function leavers({ by, share, authority, trust }: ChangeArguments['estate.shrunk']): string {
  if (authority !== undefined) return `all schools of ${authority} leave`;
  if (trust !== undefined) return `all schools of ${trust} leave`;
  if (share !== undefined) return `${percent(share)} of the schools leave`;
  return by === 1 ? '1 school leaves' : `${by ?? 0} schools leave`;
}

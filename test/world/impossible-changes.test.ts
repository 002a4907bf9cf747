import { describe, expect, test } from 'vitest';
import {
  CHANGE_KINDS,
  type Change,
  type ChangeKind,
  change,
  changeAll,
  isRefused,
} from '../../mock-server/world/index.js';
import { AT, frozen, move, refusalOf, worldAfter } from './arrange.js';

/** Changes that cannot be made to `three-schools`, once with no change before them and once with some. */
type Impossible<K extends ChangeKind> = readonly (readonly [
  when: string,
  c: Extract<Change, { kind: K }>,
  refused: string,
  ...after: Change[],
])[];

const oakfield = { site: 'oakfield' };
const LEFT: Change = { kind: 'site.removed', ...oakfield };
const NO_CREDENTIAL: Change = { kind: 'client.removed', ...oakfield };

// A kind without a line here does not compile; the only change that is always possible has none.
const IMPOSSIBLE: { [K in ChangeKind]: Impossible<K> } = {
  'site.installed': [
    ['it uses the application already', { kind: 'site.installed', ...oakfield }, 'already-installed'],
    ['it was here before', { kind: 'site.installed', ...oakfield }, 'left-before', LEFT],
    ['nobody knows the school and it has no name', { kind: 'site.installed', site: 'hilcrest' }, 'unknown-site'],
    ['a new school has no key', { kind: 'site.installed', site: '', name: 'Nowhere School' }, 'empty-key'],
  ],
  'site.approved': [['it does not wait', { kind: 'site.approved', ...oakfield }, 'not-pending']],
  'site.disabled': [
    [
      'it is disabled',
      { kind: 'site.disabled', ...oakfield },
      'already-disabled',
      { kind: 'site.disabled', ...oakfield },
    ],
    ['it never joined', { kind: 'site.disabled', site: 'hillcrest' }, 'never-installed'],
  ],
  'site.enabled': [['it is not disabled', { kind: 'site.enabled', ...oakfield }, 'not-disabled']],
  'site.removed': [['it has left', { kind: 'site.removed', ...oakfield }, 'already-removed', LEFT]],
  'site.reinstalled': [
    ['it has not left', { kind: 'site.reinstalled', ...oakfield }, 'still-installed'],
    ['it never joined', { kind: 'site.reinstalled', site: 'hillcrest' }, 'never-installed'],
  ],
  'site.renamed': [['nobody knows it', { kind: 'site.renamed', site: 'okfield', name: 'X' }, 'unknown-site']],
  'site.recoded': [['no code is given', { kind: 'site.recoded', ...oakfield }, 'nothing-to-change']],
  'client.issued': [['the school has left', { kind: 'client.issued', ...oakfield }, 'already-removed', LEFT]],
  'client.suspended': [
    ['there is no credential', { kind: 'client.suspended', ...oakfield }, 'unknown-client', NO_CREDENTIAL],
    [
      'it is suspended',
      { kind: 'client.suspended', ...oakfield },
      'not-active',
      { kind: 'client.suspended', ...oakfield },
    ],
  ],
  'client.restored': [['it is not suspended', { kind: 'client.restored', ...oakfield }, 'not-suspended']],
  'client.removed': [
    ['no such credential', { kind: 'client.removed', ...oakfield, client: 'simsprimary' }, 'unknown-client'],
  ],
  'secret.reissued': [
    ['the secret is empty', { kind: 'secret.reissued', ...oakfield, secret: '' }, 'empty-secret'],
    ['the overlap is no length of time', { kind: 'secret.reissued', ...oakfield, overlap: 'an hour' }, 'bad-duration'],
  ],
  'vendor.secretReset': [
    ['the overlap is no length of time', { kind: 'vendor.secretReset', overlap: '1 h' }, 'bad-duration'],
  ],
  'vendor.suspended': [
    ['it is suspended', { kind: 'vendor.suspended' }, 'not-active', { kind: 'vendor.suspended' }],
    ['there is no such partner', { kind: 'vendor.suspended', partner: 'brightwatr' }, 'unknown-partner'],
  ],
  'vendor.restored': [['it is not suspended', { kind: 'vendor.restored' }, 'not-suspended']],
  'application.keySet': [
    ['there is no such application', { kind: 'application.keySet', application: 'x' }, 'unknown-application'],
  ],
  'application.keyCleared': [
    ['there is no such application', { kind: 'application.keyCleared', application: 'x' }, 'unknown-application'],
  ],
  'signingKey.rolled': [],
  'list.hidden': [
    ['no rows are meant', { kind: 'list.hidden' }, 'nothing-chosen'],
    ['the share is none', { kind: 'list.hidden', share: 0 }, 'bad-share'],
    ['a school has no row', { kind: 'list.hidden', sites: ['oakfield', 'hillcrest'] }, 'never-installed'],
  ],
  'list.shown': [
    ['no rows are meant', { kind: 'list.shown', sites: [] }, 'nothing-chosen'],
    ['the share is more than all', { kind: 'list.shown', share: 1.5 }, 'bad-share'],
  ],
  'estate.grown': [
    ['the number is none', { kind: 'estate.grown', by: 0 }, 'bad-count'],
    ['so many do not wait', { kind: 'estate.grown', by: 9 }, 'too-few-schools'],
  ],
  'estate.shrunk': [
    ['nothing says who leaves', { kind: 'estate.shrunk' }, 'bad-count'],
    ['so many are not there', { kind: 'estate.shrunk', by: 4 }, 'bad-count'],
    ['nobody belongs to the trust', { kind: 'estate.shrunk', trust: 'northgate-trust' }, 'nobody-left'],
  ],
};

describe.each(CHANGE_KINDS.filter(kind => IMPOSSIBLE[kind].length > 0))('%s', kind => {
  const cases = IMPOSSIBLE[kind].map(([when, c, refused, ...after]) => ({ when, c, refused, after }));
  test.each(cases)('When $when, then it is refused by name', ({ c, refused, after }) => {
    const answer = change(worldAfter('three-schools', ...after), c, AT);
    expect(answer).toEqual({ refused, message: expect.stringMatching(/^[A-Z"a-z0-9].*[.?]$/) });
  });
});

test('When the kind of a change is unknown, then it is refused, names that every object has included', () => {
  for (const kind of ['site.vanished', 'constructor', 'toString', '__proto__']) {
    expect(refusalOf(worldAfter('three-schools'), { kind } as never)).toBe('unknown-change');
  }
});

test('When a world has several applications or partners, then a change must say which one it means', () => {
  const world = worldAfter('awkward');
  expect(refusalOf(world, { kind: 'application.keyCleared' })).toBe('application-needed');
  expect(refusalOf(world, { kind: 'vendor.suspended' })).toBe('partner-needed');
});

test('When a name is nearly right, then the refusal says which one is near', () => {
  const answer = change(worldAfter('three-schools'), { kind: 'site.disabled', site: 'okafield' }, AT);
  expect(answer).toMatchObject({ message: expect.stringContaining('Did you mean "oakfield"?') });
});

describe('several changes at once', () => {
  const first: Change = { kind: 'site.disabled', ...oakfield };

  test('When all are possible, then the world is the same as after one by one', () => {
    const world = frozen(worldAfter('three-schools'));
    const second: Change = { kind: 'site.installed', site: 'hillcrest' };
    const both = changeAll(world, [first, second], AT);
    expect(isRefused(both) ? both : both.world).toEqual(move(move(world, first), second));
  });

  test('When one is impossible, then none is made and the refusal is that of the first impossible one', () => {
    const answer = changeAll(worldAfter('three-schools'), [first, first, { kind: 'vendor.restored' }], AT);
    expect(answer).toMatchObject({ refused: 'already-disabled' });
  });
});

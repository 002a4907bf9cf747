import { describe, expect, it } from 'vitest';
import { checkSwitch, readSwitches, SWITCH_NAMES, switchTable, switchTexts } from '../../mock-server/switches/index.js';

describe('the table of switches', () => {
  it('When a switch is at its default, then the default is one of its own values', () => {
    for (const { name, default: byDefault } of switchTable())
      expect([name, checkSwitch(name, byDefault)]).toEqual([name, undefined]);
  });

  it('When a switch is listed, then it says what it decides and which facts leave that open', () => {
    for (const { name, says, allowed, facts } of switchTable()) {
      expect([name, says.endsWith('.'), allowed.length > 0, facts.length > 0]).toEqual([name, true, true, true]);
      for (const fact of facts) expect(fact).toMatch(/^[A-Z]+-\d\d$/);
    }
  });

  it('When nothing is set, then every switch has a value', () => {
    const switches = readSwitches(switchTexts());
    for (const name of SWITCH_NAMES) expect([name, switches[name] !== undefined]).toEqual([name, true]);
  });
});

describe('refusals', () => {
  it.each([
    ['rap.guidcase', 'lower', 'There is no switch "rap.guidcase". Did you mean "rap.guidCase"?'],
    ['rap.guidCase', 'uper', '"uper" is no value of rap.guidCase: upper | lower | mixed. Did you mean "upper"?'],
    ['sts.tokenLifetime', '0', '"0" is no value of sts.tokenLifetime: whole seconds, 1 to 86400.'],
    ['sts.tokenLifetime', '3600s', '"3600s" is no value of sts.tokenLifetime: whole seconds, 1 to 86400.'],
    [
      'sts.rapSkew',
      'rap-first',
      '"rap-first" is no value of sts.rapSkew: none | rap-first:<seconds> | sts-first:<seconds>.',
    ],
    ['sts.profile', 'is5', '"is5" is no value of sts.profile: is3 | is4. Did you mean "is3"?'],
    ['sts.vendorPrefix', 'a b', '"a b" is no value of sts.vendorPrefix: own | vmc- | vms_ | any 1 to 60 visible ASCII'],
    ['sts.vendorPrefix', 'vmc:', 'without a colon'],
    ['sts.vendorPrefix', '', '"" is no value of sts.vendorPrefix'],
    ['sts.vendorScopes', ' , ', 'own | names of scopes, separated by blanks or commas, 300 characters at most.'],
    ['sts.schoolScopes', 'a"b', '"a"b" is no value of sts.schoolScopes'],
    ['sts.schoolScopes', 'x'.repeat(301), '300 characters at most'],
    [
      'sts.clientClaims',
      'non',
      'none | organisationid | <name>=<text>, several joined by commas. Did you mean "none"?',
    ],
    ['sts.clientClaims', 'organisation', 'Did you mean "organisationid"?'],
    ['sts.clientClaims', 'id=x', '"id=x" is no value of sts.clientClaims'],
    ['sts.clientClaims', 'a=1,a=2', '"a=1,a=2" is no value of sts.clientClaims'],
    ['sts.clientClaims', 'a=,b=2', '"a=,b=2" is no value of sts.clientClaims'],
    ['sts.jti', 'true', '"true" is no value of sts.jti: off | on.'],
    ['sts.basicAmbiguity', 'raw', '"raw" is no value of sts.basicAmbiguity: raw-wins | decoded-wins | refuse.'],
    ['sts.basicAmbiguity', 'raw-win', 'Did you mean "raw-wins"?'],
    ['sts.basicLengthOn', 'reading', 'wire | each-reading.'],
    ['sts.clientIdCase', 'ignored', 'Did you mean "ignore"?'],
    ['sts.clientCacheSeconds', '301', '"301" is no value of sts.clientCacheSeconds: whole seconds, 0 to 300.'],
    ['sts.lockout', 'after3', '"after3" is no value of sts.lockout: off | after:<n>. Did you mean "after:3"?'],
    ['sts.lockout', 'after:0', 'off | after:<n>.'],
    ['sts.lockout', 'after:1000', 'off | after:<n>.'],
    ['sts.errorCacheHeaders', 'nostore', 'Did you mean "no-store"?'],
    ['sts.discovery', 'minmal', 'Did you mean "minimal"?'],
    ['sts.validationTimes', 'string', 'Did you mean "strings"?'],
    ['rap.authorisedValues', '1/0', '"1/0" is no value of rap.authorisedValues'],
    ['constructor', 'x', 'There is no switch "constructor".'],
  ])('When %s is set to %s, then the sentence helps', (name, text, sentence) => {
    expect(checkSwitch(name, text)?.message).toContain(sentence);
  });
});

describe('values with a form of their own', () => {
  it.each([
    ['sts.rapSkew', 'sts-first:90', { first: 'sts', ms: 90_000 }],
    ['rap.authorisedValues', '1/null/0', { active: 1, pending: null, disabled: 0 }],
    ['sts.tokenLifetime', '3', 3],
    ['sts.vendorScopes', 'a b,c,,b ', ['a', 'b', 'c']],
    ['sts.schoolScopes', 'own', 'own'],
    [
      'sts.clientClaims',
      'organisationid,zone=eu=1',
      [
        { name: 'organisationid', value: null },
        { name: 'zone', value: 'eu=1' },
      ],
    ],
    ['sts.lockout', 'after:12', 12],
    ['sts.clientCacheSeconds', '300', 300],
  ] as const)('When %s is %s, then it reads as what it means', (name, text, value) => {
    expect(readSwitches(switchTexts({ [name]: text }))[name]).toEqual(value);
  });
});

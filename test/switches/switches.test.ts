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
  ] as const)('When %s is %s, then it reads as what it means', (name, text, value) => {
    expect(readSwitches(switchTexts({ [name]: text }))[name]).toEqual(value);
  });
});

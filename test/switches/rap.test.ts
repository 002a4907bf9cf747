import { describe, expect, it } from 'vitest';
import { checkSwitch, readSwitches, switchTexts } from '../../mock-server/switches/index.js';

const readAs = (name: string, text: string) =>
  (readSwitches(switchTexts({ [name]: text })) as Readonly<Record<string, unknown>>)[name];

describe('a value that is none', () => {
  it.each([
    ['rap.profile', 'aspnetcor', 'webapi2 | aspnetcore | aspnetcore-camelcase. Did you mean "aspnetcore"?'],
    ['rap.tokenValidation', 'endpoint-cache', 'Did you mean "endpoint-cached"?'],
    ['rap.challenge', 'Bearer', 'Did you mean "bearer"?'],
    ['rap.scopeRefusal', 'message403', 'Did you mean "message-403"?'],
    ['rap.strictPaths', 'yes', '"yes" is no value of rap.strictPaths: off | on.'],
    ['rap.idField', 'sequenze', 'Did you mean "sequence"?'],
    ['rap.description', 'nul', 'Did you mean "null"?'],
    ['rap.cacheHeaders', 'web-host', 'Did you mean "webhost"?'],
    ['rap.honourAcceptXml', 'ON', 'off | on.'],
    ['rap.clientsPerSite', '10', '"10" is no value of rap.clientsPerSite: a whole number, 0 to 9.'],
    ['rap.clientsPerSite', '-1', 'a whole number, 0 to 9.'],
    ['rap.clientsPerSite', '1.5', 'a whole number, 0 to 9.'],
    ['rap.removalDelay', '604801', '"604801" is no value of rap.removalDelay: whole seconds, 0 to 604800.'],
    ['rap.removalDelay', '60s', 'whole seconds, 0 to 604800.'],
    ['rap.requiredScopes', '', 'names of scopes, separated by blanks or commas.'],
    ['rap.requiredScopes', ' , ', 'names of scopes, separated by blanks or commas.'],
    ['rap.requiredScopes', 'a"b', 'names of scopes, separated by blanks or commas.'],
    ['rap.requiredScopes', 'x'.repeat(101), 'names of scopes, separated by blanks or commas.'],
    ['rap.requiredScopes', 'a '.repeat(21), 'names of scopes, separated by blanks or commas.'],
    ['dom.dfeFormat', 'slash', 'joined | slashed.'],
    ['dom.niDfeCode', 'same', 'null | empty | same-number.'],
    ['rap.idfield', 'zero', 'There is no switch "rap.idfield". Did you mean "rap.idField"?'],
    ['dom.niDfecode', 'null', 'Did you mean "dom.niDfeCode"?'],
  ])('When %s is set to %j, then the sentence helps', (name, text, sentence) => {
    expect(checkSwitch(name, text)?.message).toContain(sentence);
  });
});

describe('values with a form of their own', () => {
  it.each([
    ['rap.clientsPerSite', '0', 0],
    ['rap.clientsPerSite', '9', 9],
    ['rap.removalDelay', '604800', 604_800],
    ['rap.requiredScopes', 'rapapi, partner-read', ['rapapi', 'partner-read']],
    ['rap.requiredScopes', ' partner ', ['partner']],
    ['rap.requiredScopes', 'https://api.test/read', ['https://api.test/read']],
  ])('When %s is %j, then it reads as what it means', (name, text, value) => {
    expect(checkSwitch(name, text)).toBeUndefined();
    expect(readAs(name, text)).toEqual(value);
  });
});

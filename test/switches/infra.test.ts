import { describe, expect, it } from 'vitest';
import { checkSwitch, readSwitches, type SwitchName, switchTexts } from '../../mock-server/switches/index.js';

const read = (name: SwitchName, text: string) => readSwitches(switchTexts({ [name]: text }))[name];

describe('values of the infrastructure', () => {
  it.each([
    ['infra.maintenance', 'rap:html-200', { at: ['rap'], form: 'html-200' }],
    ['infra.maintenance', 'html-503', { at: ['sts', 'rap'], form: 'html-503' }],
    ['infra.retryAfter', 'http-date', { as: 'http-date', seconds: 120 }],
    ['infra.retryAfter', 'seconds:5', { as: 'seconds', seconds: 5 }],
    ['infra.fault', 'sts:slow:2', { at: ['sts'], kind: 'slow', seconds: 2 }],
    ['infra.throttle', '5/1', { at: ['sts', 'rap'], calls: 5, seconds: 1 }],
    ['infra.throttle', 'rap,dex:5/300', { at: ['rap'], calls: 5, seconds: 300 }],
    ['infra.throttle', 'dex:5/1', { at: [], calls: 5, seconds: 1 }],
    ['infra.apimQuota', '1000/604800', { calls: 1000, seconds: 604_800 }],
  ] as const)('When %s is %s, then it reads as what it means', (name, text, value) => {
    expect(read(name, text)).toEqual(value);
  });

  it.each([
    ['infra.maintenance', 'html-50', 'Did you mean "html-503"?'],
    ['infra.maintenance', 'rap:jsn-503', 'Did you mean "rap:json-503"?'],
    ['infra.maintenance', 'dex:html-503', 'is no value of infra.maintenance'],
    ['infra.retryAfter', 'second', 'Did you mean "seconds"?'],
    ['infra.retryAfter', 'seconds:', 'is no value of infra.retryAfter: none | seconds | http-date'],
    ['infra.fault', 'stoped-403', 'Did you mean "stopped-403"?'],
    ['infra.fault', 'slow:4000', 'is no value of infra.fault'],
    ['infra.throttle', '5/301', 'is no value of infra.throttle'],
    ['infra.throttle', '0/1', 'is no value of infra.throttle'],
    ['infra.throttle', 'sts;rap:5/1', 'Did you mean "sts,rap:5/1"?'],
    ['infra.apim', 'rapp', 'Did you mean "rap"?'],
    ['infra.apimQuota', '10/2678401', 'is no value of infra.apimQuota: off | <calls>/<seconds>.'],
    ['infra.serverHeaders', 'azur', 'Did you mean "azure"?'],
  ])('When %s is set to %s, then the sentence helps', (name, text, sentence) => {
    expect(checkSwitch(name, text)?.message).toContain(sentence);
  });
});

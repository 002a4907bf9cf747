import { describe, expect, it } from 'vitest';
import { isKnown, isPlain, KNOWN_WORDS, shownAddress, shownHost } from '../../mock-server/journal/index.js';
import { createRap } from '../../mock-server/rap/index.js';
import { createSts } from '../../mock-server/sts/index.js';
import { testKeyRing } from '../support/keys.js';

const GUID = 'c4e1f09a-7b36-4d52-8f80-5a9d1e63b7c2';

describe('what may be shown of an address', () => {
  it.each([
    '/connect/token',
    '/connect/tokens/',
    `/api/v1/partner/${GUID}/GetSitesByApplication`,
    `/API/V1/Partner/{${GUID.toUpperCase()}}/sas-oneroster-${GUID}/clients`,
    '/api/v1/partner/4711/GetSiteByApplication',
    '/.well-known/openid-configuration',
    '/favicon.ico',
    '/oauth2/v2.0/token',
    '/~nope/core//connect/token',
    '/~parallel-7.partner/*',
  ])('When somebody asks for %s, then they recognise it', url => {
    expect(shownAddress(url, isPlain)).toBe(url);
  });

  it.each([
    ['/Bearer%20Vq4_hT8wQz2kLm6X', '/…'],
    ['/connect/token&client_secret=Vq4_hT8wQz2kLm6X', '/connect/token&client_secret=…'],
    ['/connect/token/client_secret=Vq4_hT8wQz2kLm6X', '/connect/token/client_secret=…'],
    ['/api/v1/partner/eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln/Clients', '/api/v1/partner/…/Clients'],
    ['/x/5d1e8f0a3b7c49628e0d4f6a1b9c7e35', '/x/…'],
    ['/QmVhcmVyIGFiY2RlZmdoaWprbG1ub3A', '/…'],
    ['/~Vq4_hT8wQz2kLm6X/connect', '/…/connect'],
    ['/%7eVq4_hT8wQz2kLm6X/connect', '/…/connect'],
    [`/${'a'.repeat(30)}`, '/…'],
    ['/r+v%2Bs:%C3%A9/1=&x', '/…/…'],
    ['/connect/token?client_secret=abc&x', '/connect/token?client_secret=…&…'],
    ['/a?token=x=y?z', '/a?token=…'],
    ['/a?Vq4_hT8wQz2kLm6X=1', '/a?…=…'],
    ['/a?', '/a?…'],
  ])('When somebody asks for %s, then it reads %s', (url, kept) => {
    expect(shownAddress(url, isPlain)).toBe(kept);
  });

  it('When there is a secret about, then only the words of the services stay', () => {
    expect(shownAddress(`/api/v1/partner/${GUID}/swordfish/clients?scope=1&fish=2`, isKnown)).toBe(
      '/api/v1/partner/…/…/clients?scope=…&…=…',
    );
  });

  it('When the services have a route, then its words are known', () => {
    const words = [createRap(), createSts(testKeyRing())]
      .flatMap(({ routes }) => routes.flatMap(({ path }) => path.split('/')))
      .filter(word => word !== '' && !word.startsWith(':'));
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter(word => !KNOWN_WORDS.has(word.toLowerCase()))).toEqual([]);
  });
});

describe('what may be shown of a host', () => {
  it.each([
    ['example.com', 'example.com'],
    ['s3.eu-west-2.amazonaws.com', 's3.eu-west-2.amazonaws.com'],
    ['10.1.2.3', '10.1.2.3'],
    ['[2001:db8::1]', '[2001:db8::1]'],
    ['vq4_ht8wqz2klm6x', '…'],
    ['vq4_ht8wqz2klm6x.example.com', '….example.com'],
  ])('When %s is asked for, then it reads %s', (host, shown) => {
    expect(shownHost(host)).toBe(shown);
  });
});

// First the scanner: what it cannot find proves nothing when it finds nothing.
import { createHash } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { findLeaks } from '../../contract/secrecy/find.js';
import type { Canary } from '../../contract/secrecy/needles.js';

const secret = 'Kq7"/&+ \u00a3%=:<z_9Wm4Tx';
const canary: Canary = { name: 'the secret', value: secret };
const key = Buffer.from('8f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff0', 'hex');

const search = (text: string | Buffer, value: string | Buffer = secret) =>
  findLeaks([{ name: 'the secret', value }], [{ name: 'a file', bytes: Buffer.from(text) }]);

const form = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
const all = (text: string, write: (code: number) => string): string =>
  [...text].map(each => write(each.codePointAt(0) ?? 0)).join('');
const bytewise = (write: (code: number) => string): string => [...Buffer.from(secret)].map(write).join('');
const hash = (name: string) => createHash(name).update(secret).digest();
const lowerEscapes = (text: string): string => text.replace(/%../g, each => each.toLowerCase());
/** A zip with one member, without its directory: what a torn one looks like too. */
const zip = (content: Buffer): Buffer => {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(5, 26);
  return Buffer.concat([header, Buffer.from('a.txt'), deflateRawSync(content)]);
};

describe('the scanner', () => {
  test.each<[string, string | Buffer]>([
    ['raw', secret],
    ['its first 8', Buffer.from(secret).subarray(0, 8)],
    ['its last 8', Buffer.from(secret).subarray(-8)],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64', Buffer.from(secret).toString('base64url')],
    ['base64', Buffer.from(`a${secret}`).toString('base64')],
    ['base64', Buffer.from(`ab${secret}`).toString('base64')],
    ['base64', Buffer.from(`client-id:${secret}`).toString('base64')],
    ['base64 of percent', Buffer.from(`client-id:${form(secret)}`).toString('base64')],
    ['base64 of percent', Buffer.from(`id:${encodeURIComponent(secret)}`).toString('base64')],
    ['percent', encodeURIComponent(secret)],
    ['percent', lowerEscapes(encodeURIComponent(secret))],
    ['percent', form(secret)],
    ['percent', bytewise(code => `%${code.toString(16)}`)],
    ['percent twice', encodeURIComponent(encodeURIComponent(secret))],
    ['percent twice', lowerEscapes(encodeURIComponent(form(secret)))],
    ['hex', Buffer.from(secret).toString('hex')],
    ['hex', Buffer.from(secret).toString('hex').toUpperCase()],
    ['JSON', JSON.stringify({ secret })],
    ['JSON', JSON.stringify(secret).replaceAll('/', '\\/')],
    ['JSON', all(secret, code => `\\u${code.toString(16).padStart(4, '0')}`)],
    ['JSON', all(secret, code => `\\u${code.toString(16).padStart(4, '0').toUpperCase()}`)],
    ['HTML', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
    ['HTML', all(secret, code => `&#${code};`)],
    ['HTML', all(secret, code => `&#x${code.toString(16).toUpperCase()};`)],
    ['UTF-16LE', Buffer.from(secret, 'utf16le')],
    ['UTF-16BE', Buffer.from(secret, 'utf16le').swap16()],
    ['md5', hash('md5').toString('hex')],
    ['sha1', hash('sha1').toString('base64')],
    ['sha256', hash('sha256').toString('hex').toUpperCase()],
    ['sha256', hash('sha256').toString('base64url')],
    ['raw, split over lines', `${secret.slice(0, 9)}\r\n${secret.slice(9)}`],
    [
      'hex, split over lines',
      Buffer.from(secret)
        .toString('hex')
        .replace(/^.{11}/, '$&\n'),
    ],
    ['raw, in gzip', gzipSync(`before ${secret} after`)],
    ['raw, in zip', zip(Buffer.from(secret))],
    ['raw, in gzip, in zip', gzipSync(zip(Buffer.from(secret)))],
  ])('When the secret is planted as %s, then it is found', (encoding, planted) => {
    const around = Buffer.concat([Buffer.from('{"event":"x '), Buffer.from(planted), Buffer.from(' y"}\n')]);
    expect(search(around)).toContain(`the secret as ${encoding} in a file`);
  });

  test.each<[string, string | Buffer]>([
    ['raw', key],
    ['hex', key.toString('hex')],
    ['base64', key.toString('base64')],
    ['base64', Buffer.concat([Buffer.from('x'), key]).toString('base64url')],
    ['sha256', createHash('sha256').update(key).digest('hex')],
  ])('When a key is planted as %s, then it is found', (encoding, planted) => {
    expect(search(planted, key)).toContain(`the secret as ${encoding} in a file`);
  });

  test('When there is none, then nothing is found', () => {
    expect(search('[Secret] fp=1a2b3c4d Kq7" Wm4Tx \u0050K\u0003\u0004 not an archive')).toEqual([]);
    expect(findLeaks([canary], [])).toEqual([]);
  });
});

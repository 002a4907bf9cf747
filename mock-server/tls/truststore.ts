// Static imports in a small file that is itself loaded when needed; see certificates.ts.
import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { ContentInfo, id_data } from '@peculiar/asn1-cms';
import {
  AuthenticatedSafe,
  CertBag,
  id_certBag,
  id_x509Certificate,
  PFX,
  PKCS12Attribute,
  SafeBag,
  SafeContents,
} from '@peculiar/asn1-pfx';
import {
  AsnBmpStringConverter,
  AsnConvert,
  AsnObjectIdentifierConverter,
  AsnOctetStringConverter,
  OctetString,
} from '@peculiar/asn1-schema';

const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
/** Oracle's own: Java takes a certificate in a PKCS#12 file for a trusted one only where this says so. */
const TRUSTED_KEY_USAGE = '2.16.840.1.113894.746875.1.1';
const ANY_USAGE = '2.5.29.37.0';

/**
 * A truststore for Java: PKCS#12 (RFC 7292) with one certificate and no password, since there is nothing secret in it.
 * Java opens it with any password or none. The same certificate always gives the same bytes.
 */
export function javaTruststore(certificate: string): Buffer {
  const { raw } = new X509Certificate(certificate);
  const bag = new SafeBag({
    bagId: id_certBag,
    bagValue: AsnConvert.serialize(
      new CertBag({ certId: id_x509Certificate, certValue: AsnConvert.serialize(new OctetString(raw)) }),
    ),
    bagAttributes: [
      attribute(FRIENDLY_NAME, AsnBmpStringConverter.toASN('sims-id-harness').toBER()),
      attribute(TRUSTED_KEY_USAGE, AsnObjectIdentifierConverter.toASN(ANY_USAGE).toBER()),
    ],
  });
  const safe = new AuthenticatedSafe([inClear(AsnConvert.serialize(new SafeContents([bag])))]);
  const pfx = new PFX({ authSafe: inClear(AsnConvert.serialize(safe)) });
  // It has an empty one unless it is taken away: no password, no code to check it by.
  return Buffer.from(AsnConvert.serialize(Object.assign(pfx, { macData: undefined })));
}

function attribute(attrId: string, value: ArrayBuffer): PKCS12Attribute {
  // Its constructor forgets what it is given (asn1-pfx 2.11).
  return Object.assign(new PKCS12Attribute(), { attrId, attrValues: [value] });
}

function inClear(content: ArrayBuffer): ContentInfo {
  return new ContentInfo({
    contentType: id_data,
    content: AsnOctetStringConverter.toASN(new OctetString(content).buffer).toBER(),
  });
}

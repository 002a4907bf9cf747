// The vendor's rows, checked and brought into our words. Only the members named here are read: `Id`, `Description`, `OCPAIMKey`
// and whatever comes later are not (RAP-10, RAP-20, W38).
import type { Read, SiteRow } from '../core/evidence.js';
import { isGuid } from '../core/guid.js';
import type { ReceivedClient } from '../ports.js';
import { Secret } from '../secret.js';

type Wire = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string | null | undefined =>
  value === null || value === undefined || typeof value === 'string';
const isInteger = (value: unknown): value is number | null | undefined =>
  value === null || value === undefined || Number.isInteger(value);

/** A whole site list, or null when it is not one. A row without a usable OrganisationId leaves a gap (W05). */
export function readSites(value: unknown): Read<SiteRow> | null {
  if (!Array.isArray(value)) return null;
  const rows: SiteRow[] = [];
  for (const row of value) {
    if (!isRow(row)) return null;
    const { OrganisationId: id, Name: name, DfeCode: dfe, DeniNumber: deni, Authorised: authorised } = row;
    if (!isText(id) || !isText(name) || !isText(dfe) || !isText(deni) || !isInteger(authorised)) return null;
    const organisation = (id ?? '').toLowerCase();
    if (!id || !isGuid(organisation)) continue;
    const labels = { name: name ?? null, dfeCode: dfe ?? null, deniNumber: deni ?? null };
    rows.push({ organisation, received: id, authorised: authorised ?? null, labels });
  }
  return { kind: 'read', gaps: rows.length !== value.length, rows };
}

// Half a character has no bytes of its own: stored, another text would come back (E10).
const isWhole = (text: string | null | undefined): text is string => !!text && !/\p{Surrogate}/u.test(text);

/** A whole Clients body, or null when it is not one. A row without ClientId leaves a gap; one without Secret is unreadable (W35). */
export function readClients(value: unknown): Read<ReceivedClient> | null {
  if (!Array.isArray(value)) return null;
  const rows: ReceivedClient[] = [];
  for (const row of value) {
    if (!isRow(row)) return null;
    const { ClientId: client, Secret: secret } = row;
    if (!isText(client) || !isText(secret)) return null;
    if (!isWhole(client)) continue;
    rows.push({ client, secret: isWhole(secret) ? new Secret(secret) : null });
  }
  return { kind: 'read', gaps: rows.length !== value.length, rows };
}

#!/usr/bin/env python3
"""One sync: what the service shows is what is stored. `--confirm`: a person has looked, and many schools are truly gone."""
import sys

import store
from ends import HELD, PARTIAL, WHOLE, run
from partner import Partner


def sync():
    held = store.load()
    partner = Partner()
    listed, is_clear = by_school(partner.schools())

    kept, unread = {}, 0
    for organisation, may_be_used in listed.items():
        if not may_be_used:
            continue  # awaiting approval, or switched off: not used
        rows = partner.clients(organisation)
        secrets = read_clients(rows)
        if secrets is None:  # trouble with one school stays with it: what was known of it is kept
            unread += 1
            secrets = held.get(organisation)
        if secrets:
            kept[organisation] = secrets

    gone = [organisation for organisation in held if organisation not in listed]
    is_held = gone and not ("--confirm" in sys.argv or (is_clear and is_believable(len(gone), len(held))))
    if is_held:
        kept.update((organisation, held[organisation]) for organisation in gone)
        print(f"{len(gone)} of {len(held)} schools are gone from the list, and kept. If it is true: sync.py --confirm", file=sys.stderr)
    if unread:
        print(f"{unread} schools could not be read; what was known of them is kept.", file=sys.stderr)
    if kept != held:
        store.save(kept)
    return HELD if is_held else PARTIAL if unread or not is_clear else WHOLE


def by_school(rows):
    """{organisation id: may it be used}, and whether every row could be read: what is missing proves something only then."""
    listed, is_clear = {}, True
    for row in rows:
        organisation = row.get("OrganisationId") if isinstance(row, dict) else None
        if not isinstance(organisation, str) or not organisation:
            is_clear = False
            continue
        listed.setdefault(organisation.lower(), row.get("Authorised") == 1)  # a GUID is the same in any letter case
    return listed, is_clear


def read_clients(rows):
    """{client id: secret}; None when it could not be read whole. Members that are not known do not matter."""
    if rows is None:
        return None
    secrets = {}
    for row in rows:
        if not isinstance(row, dict) or not row.get("ClientId") or not isinstance(row.get("Secret"), str) or not row["Secret"]:
            return None
        secrets[row["ClientId"]] = row["Secret"]  # the exact string: nothing is trimmed
    return secrets


def is_believable(gone, of):
    """One school may leave overnight. Many at once, or the last one, are a fault more often than an exit."""
    return gone < of and (gone == 1 or gone <= of * 0.1)


if __name__ == "__main__":
    run(sync)

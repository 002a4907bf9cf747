#!/usr/bin/env python3
"""Token, list of schools, each school's clients: Python with nothing but its standard library.

Prints [{organisationId, clientId, secretFingerprint}] and never a secret.
"""
import hashlib
import hmac
import json
import os
import ssl
import sys
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener


class Refused(Exception):
    """One sentence for the operator; it never holds a secret."""


class StayHere(HTTPRedirectHandler):
    """Neither service redirects: following would carry the token to wherever the answer points."""

    def redirect_request(self, *args):
        return None


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise Refused(f"{name} is not set.")
    return value


def new_opener():
    trust = ssl.create_default_context()
    if os.environ.get("SIMS_CA_FILE"):
        trust.load_verify_locations(os.environ["SIMS_CA_FILE"])  # besides the authorities trusted already
    return build_opener(HTTPSHandler(context=trust), StayHere)  # HTTPS_PROXY and NO_PROXY are honoured by itself


def read_json(opener, request, what, shape):
    """The body of a 200 whose JSON is a `shape`; anything else, a page of HTML say, ends the run."""
    try:
        with opener.open(request, timeout=30) as answer:
            status, body = answer.status, answer.read()
    except HTTPError as error:
        status, body = error.code, error.read()
    except (OSError, HTTPException) as error:
        raise Refused(f"{what}: no answer ({getattr(error, 'reason', error)}).") from None
    try:
        value = json.loads(body)
    except ValueError:
        raise Refused(f"{what}: {status} without JSON. Nothing was taken over.") from None
    if status != 200 or not isinstance(value, shape):
        reason = value.get("error", "") if isinstance(value, dict) else ""
        raise Refused(f"{what}: {status} {reason}".rstrip() + ". Nothing was taken over.")
    return value


def fetch():
    opener = new_opener()
    # In the body, as the vendor's own samples do: no question of how Basic is encoded arises.
    form = {
        "grant_type": "client_credentials",
        "client_id": setting("SIMS_CLIENT_ID"),
        "client_secret": setting("SIMS_CLIENT_SECRET"),
        "scope": setting("SIMS_SCOPE"),
    }
    asked = Request(setting("SIMS_TOKEN_URL"), urlencode(form).encode())
    token = read_json(opener, asked, "Token", dict).get("access_token")
    if not token:
        raise Refused("Token: 200 without an access_token.")

    partner = f"{setting('SIMS_RAP_URL')}/api/v1/partner/{quote(setting('SIMS_APPLICATION_ID'))}"
    bearer = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    schools = read_json(opener, Request(f"{partner}/GetSiteByApplication", headers=bearer), "List of schools", list)

    key = bytes.fromhex(setting("SIMS_PROBE_KEY"))
    held, seen = [], set()
    for school in schools:
        organisation = school.get("OrganisationId")
        # 1 is a school you may read now. Anything else, null included, is no reason to delete what you hold of it.
        if not organisation or school.get("Authorised") != 1 or organisation.lower() in seen:
            continue
        seen.add(organisation.lower())  # a GUID is the same in any letter case
        asked = Request(f"{partner}/{quote(organisation)}/Clients", headers=bearer)
        for client in read_json(opener, asked, f"Clients of {organisation}", list):
            if client.get("ClientId") and client.get("Secret"):
                fingerprint = hmac.new(key, client["Secret"].encode(), hashlib.sha256).hexdigest()
                held.append(
                    {"organisationId": organisation, "clientId": client["ClientId"], "secretFingerprint": fingerprint}
                )
    return held


try:
    print(json.dumps(fetch()))
except Refused as refused:
    sys.exit(f"fetch: {refused}")

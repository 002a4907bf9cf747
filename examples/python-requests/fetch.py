#!/usr/bin/env python3
"""Token, list of schools, each school's clients: Python with requests-oauthlib.

Prints [{organisationId, clientId, secretFingerprint}] and never a secret.
"""
import hashlib
import hmac
import json
import os
import sys
from urllib.parse import quote, urlsplit

from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from requests_oauthlib import OAuth2Session
from urllib3.util.ssl_ import create_urllib3_context


class Refused(Exception):
    """One sentence for the operator; it never holds a secret."""


class AlsoTrusts(HTTPAdapter):
    """`verify=<file>` would trust that file alone. This trusts it besides what is trusted already."""

    def __init__(self, ca_file):
        self.trust = create_urllib3_context()
        self.trust.load_default_certs()
        self.trust.load_verify_locations(ca_file)
        super().__init__()

    def init_poolmanager(self, *args, **options):
        super().init_poolmanager(*args, ssl_context=self.trust, **options)

    def proxy_manager_for(self, *args, **options):
        return super().proxy_manager_for(*args, ssl_context=self.trust, **options)


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise Refused(f"{name} is not set.")
    return value


def new_session():
    session = OAuth2Session(client=BackendApplicationClient(setting("SIMS_CLIENT_ID"), scope=setting("SIMS_SCOPE")))
    session.max_redirects = 0  # neither service redirects
    if os.environ.get("SIMS_CA_FILE"):
        session.mount("https://", AlsoTrusts(os.environ["SIMS_CA_FILE"]))
    if urlsplit(setting("SIMS_TOKEN_URL")).hostname == "127.0.0.1":
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the library refuses plain http, even on this machine
    return session


def read_list(session, url, what):
    """The rows of a 200 whose JSON is a list; anything else, a page of HTML say, ends the run."""
    answer = session.get(url, headers={"Accept": "application/json"}, timeout=30)
    try:
        rows = answer.json()
    except ValueError:
        raise Refused(f"{what}: {answer.status_code} without JSON. Nothing was taken over.") from None
    if answer.status_code != 200 or not isinstance(rows, list):
        raise Refused(f"{what}: {answer.status_code}. Nothing was taken over.")
    return rows


def fetch():
    session = new_session()
    # include_client_id=True puts id and secret into the body. The default is a Basic header that is not encoded.
    session.fetch_token(
        setting("SIMS_TOKEN_URL"), client_secret=setting("SIMS_CLIENT_SECRET"), include_client_id=True, timeout=30
    )
    partner = f"{setting('SIMS_RAP_URL')}/api/v1/partner/{quote(setting('SIMS_APPLICATION_ID'))}"
    key = bytes.fromhex(setting("SIMS_PROBE_KEY"))
    held, seen = [], set()
    for school in read_list(session, f"{partner}/GetSiteByApplication", "List of schools"):
        organisation = school.get("OrganisationId")
        # 1 is a school you may read now. Anything else, null included, is no reason to delete what you hold of it.
        if not organisation or school.get("Authorised") != 1 or organisation.lower() in seen:
            continue
        seen.add(organisation.lower())  # a GUID is the same in any letter case
        for client in read_list(session, f"{partner}/{quote(organisation)}/Clients", f"Clients of {organisation}"):
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
except OAuth2Error as error:
    sys.exit(f"fetch: Token: {error.error}. Nothing was taken over.")
except RequestException as error:  # its text may quote what was received
    sys.exit(f"fetch: no usable answer ({type(error).__name__}).")

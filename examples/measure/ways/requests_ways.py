"""Ways of authenticating with requests and requests-oauthlib. Reads `way url id secret` by line, the last two in Base64."""
import base64
import os
import sys
from urllib.parse import quote_plus

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
GRANT = {"grant_type": "client_credentials", "scope": "partner-read"}


def with_requests(auth):
    return lambda url, client_id, secret: requests.post(url, GRANT, auth=auth(client_id, secret)).status_code


def with_oauthlib(**options):
    def fetch(url, client_id, secret):
        given = {name: value(client_id, secret) for name, value in options.items()}
        session = OAuth2Session(client=BackendApplicationClient(client_id, scope="partner-read"))
        session.fetch_token(url, **given)
        return 200

    return fetch


def the_secret(client_id, secret):
    return secret


WAYS = {
    "requests-auth": with_requests(lambda client_id, secret: (client_id, secret)),
    "requests-auth-bytes": with_requests(lambda client_id, secret: (client_id.encode(), secret.encode())),
    "requests-auth-quoted": with_requests(lambda client_id, secret: (quote_plus(client_id), quote_plus(secret))),
    "oauthlib-default": with_oauthlib(client_secret=the_secret),
    "oauthlib-body": with_oauthlib(client_secret=the_secret, include_client_id=lambda *_: True),
    "oauthlib-quoted": with_oauthlib(
        auth=lambda client_id, secret: HTTPBasicAuth(quote_plus(client_id), quote_plus(secret))
    ),
}

for line in sys.stdin:
    way, url, client_id, secret = line.rstrip("\n").split("\t")
    try:
        print(WAYS[way](url, base64.b64decode(client_id).decode(), base64.b64decode(secret).decode()), flush=True)
    except OAuth2Error as error:
        print(error.status_code, flush=True)
    except Exception as error:
        print("!", type(error).__name__, flush=True)

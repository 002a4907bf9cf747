"""Ways of authenticating with Python's standard library. Reads `way url id secret` by line, id and secret in Base64."""
import base64
import sys
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPBasicAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request, build_opener

GRANT = {"grant_type": "client_credentials", "scope": "partner-read"}


def body(url, client_id, secret):
    form = {**GRANT, "client_id": client_id, "client_secret": secret}
    return build_opener().open(Request(url, urlencode(form).encode()))


def header(url, client_id, secret):
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return build_opener().open(Request(url, urlencode(GRANT).encode(), {"Authorization": f"Basic {basic}"}))


def handler(url, client_id, secret):
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, url, client_id, secret)
    return build_opener(HTTPBasicAuthHandler(known)).open(Request(url, urlencode(GRANT).encode()))


WAYS = {"urllib-body": body, "urllib-header": header, "urllib-handler": handler}

for line in sys.stdin:
    way, url, client_id, secret = line.rstrip("\n").split("\t")
    try:
        with WAYS[way](url, base64.b64decode(client_id).decode(), base64.b64decode(secret).decode()) as answer:
            print(answer.status, flush=True)
    except HTTPError as error:
        error.close()
        print(error.code, flush=True)
    except Exception as error:
        print("!", type(error).__name__, flush=True)

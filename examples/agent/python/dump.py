#!/usr/bin/env python3
"""What is stored, for a judge: each secret only as its HMAC-SHA-256 under SIMS_PROBE_KEY."""
import hashlib
import hmac
import json

import store
from ends import WHOLE, run
from settings import setting


def dump():
    probe_key = bytes.fromhex(setting("SIMS_PROBE_KEY"))
    print(
        json.dumps(
            [
                {
                    "organisationId": organisation,
                    "clientId": client,
                    "secretFingerprint": hmac.new(probe_key, secret.encode(), hashlib.sha256).hexdigest(),
                }
                for organisation, secrets in store.load().items()
                for client, secret in secrets.items()
            ]
        )
    )
    return WHOLE


if __name__ == "__main__":
    run(dump)

"""The sealed store: {organisation id: {client id: secret}}, AES-256-GCM, under a key that lies elsewhere."""
import json
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ends import STORE, End
from settings import setting


def store_file():
    return Path(setting("SIMS_STATE_DIR")) / "credentials.sealed"


def load():
    try:
        sealed = store_file().read_bytes()
    except FileNotFoundError:
        return {}
    try:
        return json.loads(AESGCM(key()).decrypt(sealed[:12], sealed[12:], None))
    except (InvalidTag, ValueError):
        raise End(STORE, "The store cannot be opened: is it the key it was sealed with? Nothing is changed.") from None


def save(held):
    nonce = os.urandom(12)  # never the same one twice under one key
    put_whole(store_file(), nonce + AESGCM(key()).encrypt(nonce, json.dumps(held).encode(), None))


def put_whole(path, content, replace=True):
    """Beside it first, and then in its place in one step: a run that is killed leaves the old one or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as new:  # made for this user alone (0600)
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
    try:
        os.replace(new.name, path) if replace else os.link(new.name, path)
    finally:
        Path(new.name).unlink(missing_ok=True)


def key():
    """32 bytes, made on first use. In production: from your key vault, and never beside what it opens."""
    path = Path(os.environ.get("SYNC_KEY_FILE") or Path.home() / ".config" / "sims-sync" / "key")
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            put_whole(path, os.urandom(32), replace=False)
        except FileExistsError:
            pass  # another run was first, and its key is the key
    return path.read_bytes()

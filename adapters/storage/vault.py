"""Keeps apart who asked and what was asked: addresses are sealed with AES-GCM, each with a key of its own.

The key of a case stands beside its sealed address, itself wrapped with the vault's key, which is kept outside the
database: who has the database alone reads no address, and an address whose row was deleted is gone even for who has
both, in every backup made after that.
"""

import contextlib
import hashlib
import hmac
import os
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from adapters.setting_values import ONLY_ORGANISATION
from adapters.storage.codec import from_json, to_json
from adapters.storage.failures import DatabaseUnusableError
from bot.address import Address
from bot.errors import SealBrokenError
from bot.ports import SealedAddress

KEY_BYTES = 32
_SETTING = "MAGDAT_VAULT_KEY"
_WRONG_KEY = "it must be 32 bytes in base64: openssl rand -base64 32."
_NONCE_BYTES = 12
_PADDED = 512
"""An address is padded to a multiple of this, so that its length tells nothing."""


class AesVault:
    """The port ``Vault``, for one organisation: what it seals, marks or signs is worth nothing to another.

    Args:
        key: 32 random bytes, kept outside the database.
        organisation: Whose.
    """

    def __init__(self, key: bytes, organisation: str = ONLY_ORGANISATION) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the vault's key must have 32 bytes")
        self._key = key
        whose = b"" if organisation == ONLY_ORGANISATION else f"/{organisation}".encode()
        self._wrapping = _derived(key, b"wrap" + whose)
        self._marking = _derived(key, b"mark" + whose)
        self._checking = _derived(key, b"check")

    def of(self, organisation: str) -> "AesVault":
        """The vault of this organisation, under the same key."""
        return AesVault(self._key, organisation)

    def seal(self, case_id: str, address: Address) -> SealedAddress:
        """The address, readable only through ``unseal``; with another key each time."""
        key, nonce = AESGCM.generate_key(8 * KEY_BYTES), os.urandom(_NONCE_BYTES)
        written = to_json(address).encode()
        padded = written + b" " * (-len(written) % _PADDED)
        box = nonce + AESGCM(key).encrypt(nonce, padded, case_id.encode())
        return SealedAddress(case_id, aes_key_wrap(self._wrapping, key), box)

    def unseal(self, sealed: SealedAddress) -> Address:
        """The address.

        Raises:
            SealBrokenError: it was sealed with another key, for another case, or was changed.
        """
        nonce, encrypted = sealed.box[:_NONCE_BYTES], sealed.box[_NONCE_BYTES:]
        try:
            key = aes_key_unwrap(self._wrapping, sealed.key)
            written = AESGCM(key).decrypt(nonce, encrypted, sealed.case_id.encode())
        except (InvalidTag, InvalidUnwrap, ValueError) as error:
            raise SealBrokenError(sealed.case_id) from error
        return from_json(Address, written.decode())

    def mark(self, key: str) -> str:
        """A keyed fingerprint: the same key gives the same mark."""
        return _fingerprint(self._marking, key.encode("utf-8", "surrogatepass"))

    @property
    def fingerprint(self) -> str:
        """Tells one vault's key from another, and nothing else of it."""
        return _fingerprint(self._checking, b"")


def read_key(written: str) -> bytes:
    """The vault's key as the operator wrote it: 32 bytes in base64.

    Raises:
        DatabaseUnusableError: it is something else; the message does not show it.
    """
    try:
        key = urlsafe_b64decode(written.replace("+", "-").replace("/", "_").encode("ascii"))
    except ValueError as error:
        raise DatabaseUnusableError(_WRONG_KEY, _SETTING) from error
    if len(key) != KEY_BYTES:
        raise DatabaseUnusableError(_WRONG_KEY, _SETTING)
    return key


def open_key_file(path: Path) -> bytes:
    """The key in the file, made when there is none yet; of several processes that start at once one makes it.

    Raises:
        DatabaseUnusableError: it can be neither read nor made.
    """
    try:
        if not path.exists():
            _make_key_file(path)
        return read_key(path.read_text(encoding="ascii").strip())
    except OSError as error:
        wrong = f"its file {path} cannot be read or made: {error.strerror}. Let this user read it, and write beside it."
        raise DatabaseUnusableError(wrong, _SETTING) from error
    except UnicodeDecodeError as error:
        raise DatabaseUnusableError(f"in its file {path} is something else: {_WRONG_KEY}", _SETTING) from error


def _make_key_file(path: Path) -> None:
    """Write the whole file under another name, then give it its own unless someone was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(urlsafe_b64encode(os.urandom(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"magdat/vault/" + purpose, hashlib.sha256)


def _fingerprint(key: bytes, text: bytes) -> str:
    return b32encode(hmac.digest(key, text, hashlib.sha256)).decode().rstrip("=").lower()

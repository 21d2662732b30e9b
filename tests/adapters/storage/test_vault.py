from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.storage.engine import sqlite_url
from adapters.storage.failures import DatabaseUnusableError
from adapters.storage.opening import open_kept
from adapters.storage.vault import AesVault, open_key_file, read_key
from bot.address import Address
from bot.errors import SealBrokenError

SECRET = bytes(range(32))
ASKER = Address("slack", "T1", "D024BE91L")


def test_a_sealed_address_opens_again() -> None:
    vault = AesVault(SECRET)

    assert vault.unseal(vault.seal("case-1", ASKER)) == ASKER


def test_a_sealed_address_shows_nothing_of_the_address_not_even_its_length() -> None:
    vault = AesVault(SECRET)
    short, long = vault.seal("case-1", ASKER), vault.seal("case-1", replace(ASKER, conversation="D" * 100))

    assert len(short.box) == len(long.box)
    assert ASKER.conversation.encode() not in short.box


def test_each_seal_has_a_key_of_its_own() -> None:
    vault = AesVault(SECRET)
    first, second = vault.seal("case-1", ASKER), vault.seal("case-1", ASKER)

    assert first.key != second.key
    assert first.box != second.box


def test_a_seal_opens_with_no_other_key_for_no_other_case_and_not_when_it_was_changed() -> None:
    vault = AesVault(SECRET)
    sealed = vault.seal("case-1", ASKER)
    changed = bytes([sealed.box[-1] ^ 1])

    for other, seal in [
        (AesVault(bytes(32)), sealed),
        (vault, replace(sealed, case_id="case-2")),
        (vault, replace(sealed, box=sealed.box[:-1] + changed)),
        (vault, replace(sealed, key=vault.seal("case-1", ASKER).key)),
        (vault, replace(sealed, box=b"")),
        (vault, replace(sealed, key=b"")),
    ]:
        with pytest.raises(SealBrokenError):
            other.unseal(seal)


def test_the_same_person_has_the_same_mark_and_only_with_the_same_key() -> None:
    vault = AesVault(SECRET)

    assert vault.mark("slack/T1/U1") == AesVault(SECRET).mark("slack/T1/U1")
    assert vault.mark("slack/T1/U1") != vault.mark("slack/T1/U2")
    assert vault.mark("slack/T1/U1") != AesVault(bytes(32)).mark("slack/T1/U1")
    assert len(vault.mark("slack/T1/U1")) <= 64


def test_a_key_file_is_made_once_for_all_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "magdat.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: open_key_file(file), range(32)))

    assert len(keys) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["magdat.key"]


@pytest.mark.parametrize("written", ["", "geheim", "AAAA", "é" * 43, "A" * 80])
def test_a_key_that_is_none_is_refused_without_showing_it(written: str) -> None:
    with pytest.raises(DatabaseUnusableError, match="openssl rand -base64 32") as wrong:
        read_key(written)

    assert not written or written not in str(wrong.value)


def test_a_database_is_only_opened_with_the_key_it_was_begun_with(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "magdat.sqlite3")
    open_kept(url, None).close()
    open_kept(url, None).close()
    (tmp_path / "magdat.key").unlink()

    with pytest.raises(DatabaseUnusableError, match="another than the one"):
        open_kept(url, None)


def test_postgresql_needs_a_key_of_its_own(postgres: str) -> None:
    with pytest.raises(DatabaseUnusableError, match="MAGDAT_VAULT_KEY"):
        open_kept(postgres, None)

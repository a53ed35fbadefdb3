"""What an administrator does: accounts, groups of documents, the record of changes, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from administration import passwords
from administration.access import ROLES, AccessRules, Account, DocumentGroup, Mapping, Role, User, needs
from administration.access_file import AccessFile
from administration.audit import AuditLog, Entry
from administration.metrics import Day, Metrics, memory_bytes
from errors import InputError, UnknownDocument
from index.library_reader import LibraryReader

_LONGEST_NAME = 80
Named = TypeVar("Named", Account, DocumentGroup)


@dataclass(frozen=True, slots=True)
class Figures:
    """How the library fares: `days` by ISO date, oldest first; `indexed_at` is when the live index was made.

    `memory` is in bytes, `running` in seconds; None where it is not known.
    """

    days: dict[str, Day]
    documents: int
    passages: int
    indexed_at: datetime | None
    memory: int | None
    running: float


class Administration:
    """Accounts, groups, the record of changes and the figures of one library, as one person may use them."""

    def __init__(
        self,
        user: User,
        access: AccessFile,
        audit: AuditLog,
        metrics: Metrics,
        live: Callable[[], LibraryReader],
    ) -> None:
        """Take who acts, the parts, and what opens the live generation."""
        self.user = user
        self._access = access
        self._audit = audit
        self._metrics = metrics
        self._live = live

    # -- accounts ----------------------------------------------------------------------------------------------

    @needs("administrator")
    def accounts(self) -> tuple[Account, ...]:
        """Return the accounts, by name."""
        return tuple(sorted(self._access.rules().accounts, key=lambda one: one.name.casefold()))

    @needs("administrator")
    def add_account(self, name: str, role: Role, password: str, groups: Sequence[str] = ()) -> Account:
        """Make an account. Raises InputError for a name, role, password or group that cannot be taken."""
        account = Account(_name(name), _role(role), tuple(groups), passwords.hashed(password))

        def changed(rules: AccessRules) -> AccessRules:
            if rules.account(account.name):
                raise InputError(f"Đã có tài khoản “{account.name}”.")
            _require_groups(rules, account.groups)
            return replace(rules, accounts=(*rules.accounts, account))

        self._access.change(changed)
        self._audit.append(self.user.name, "account-added", detail=f"{account.name}: {account.role}")
        return account

    @needs("administrator")
    def change_account(
        self,
        name: str,
        *,
        role: Role | None = None,
        groups: Sequence[str] | None = None,
        disabled: bool | None = None,
        password: str | None = None,
    ) -> Account:
        """Change what is given of an account. Raises InputError; the last administrator stays one."""
        new_hash = None if password is None else passwords.hashed(password)

        def changed(rules: AccessRules) -> AccessRules:
            account = _account(rules, name)
            _require_groups(rules, groups or ())
            new = replace(
                account,
                role=account.role if role is None else _role(role),
                groups=account.groups if groups is None else tuple(groups),
                disabled=account.disabled if disabled is None else disabled,
                password=account.password if new_hash is None else new_hash,
            )
            return _with_administrator(rules, replace(rules, accounts=_replaced(rules.accounts, account, new)))

        account = _account(self._access.change(changed), name)
        told = [account.role, "khóa" if account.disabled else "", "mật khẩu mới" if new_hash else "", *account.groups]
        self._audit.append(
            self.user.name, "account-changed", detail=f"{account.name}: {', '.join(one for one in told if one)}"
        )
        return account

    @needs("administrator")
    def remove_account(self, name: str) -> None:
        """Remove an account. Raises InputError; the last administrator stays while there are other accounts."""

        def changed(rules: AccessRules) -> AccessRules:
            account = _account(rules, name)
            return _with_administrator(rules, replace(rules, accounts=_replaced(rules.accounts, account, None)))

        self._access.change(changed)
        self._audit.append(self.user.name, "account-removed", detail=name.strip())

    @needs("reader")
    def change_own_password(self, old: str, new: str) -> None:
        """Give the account of the person who acts a new password. Raises InputError when the old one is wrong."""
        rules = self._access.rules()
        account = rules.account(self.user.name)
        if account is None or not passwords.matches(old, account.password):
            raise InputError("Mật khẩu đang dùng không đúng.")
        known, new_hash = account, passwords.hashed(new)

        def changed(rules: AccessRules) -> AccessRules:
            renewed = replace(_account(rules, known.name), password=new_hash)
            return replace(rules, accounts=_replaced(rules.accounts, known, renewed))

        self._access.change(changed)
        self._audit.append(self.user.name, "password-changed", detail=account.name)

    # -- sign-in at a provider ---------------------------------------------------------------------------------

    @needs("administrator")
    def mappings(self) -> tuple[Mapping, ...]:
        """Return what sign-ins at an OpenID Connect provider give."""
        return self._access.rules().mappings

    @needs("administrator")
    def set_mapping(self, mapping: Mapping) -> None:
        """Add a mapping, in place of the one with the same claim and value. Raises InputError."""
        mapping = replace(mapping, claim=_name(mapping.claim), value=_name(mapping.value), role=_role(mapping.role))

        def changed(rules: AccessRules) -> AccessRules:
            _require_groups(rules, mapping.groups)
            others = (one for one in rules.mappings if not _same_mapping(one, mapping.claim, mapping.value))
            return replace(rules, mappings=(*others, mapping))

        self._access.change(changed)
        self._audit.append(self.user.name, "mapping-set", detail=f"{mapping.claim} = {mapping.value}: {mapping.role}")

    @needs("administrator")
    def remove_mapping(self, claim: str, value: str) -> None:
        """Remove a mapping. Raises InputError when there is none with this claim and value."""

        def changed(rules: AccessRules) -> AccessRules:
            others = tuple(one for one in rules.mappings if not _same_mapping(one, claim, value))
            if len(others) == len(rules.mappings):
                raise InputError(f"Không có quy tắc đăng nhập cho {claim} = “{value}”.")
            return replace(rules, mappings=others)

        self._access.change(changed)
        self._audit.append(self.user.name, "mapping-removed", detail=f"{claim} = {value}")

    # -- groups of documents -----------------------------------------------------------------------------------

    @needs("curator")
    def groups(self) -> tuple[DocumentGroup, ...]:
        """Return the groups of documents, by name."""
        return tuple(sorted(self._access.rules().groups, key=lambda one: one.name.casefold()))

    @needs("administrator")
    def make_group(self, name: str) -> DocumentGroup:
        """Make a group without documents. Raises InputError for a name that cannot be taken."""
        group = DocumentGroup(_name(name))

        def changed(rules: AccessRules) -> AccessRules:
            if rules.group(group.name):
                raise InputError(f"Đã có nhóm văn bản “{group.name}”.")
            return replace(rules, groups=(*rules.groups, group))

        self._access.change(changed)
        self._audit.append(self.user.name, "group-made", detail=group.name)
        return group

    @needs("administrator")
    def remove_group(self, name: str) -> tuple[str, ...]:
        """Remove a group and return its documents, which everyone sees now unless another group has them.

        Raises InputError when there is none of this name.
        """
        group = _group(self._access.rules(), name)

        def changed(rules: AccessRules) -> AccessRules:
            known = _group(rules, name)

            def without(names: tuple[str, ...]) -> tuple[str, ...]:
                return tuple(one for one in names if one.casefold() != known.name.casefold())

            return AccessRules(
                tuple(replace(one, groups=without(one.groups)) for one in rules.accounts),
                tuple(replace(one, groups=without(one.groups)) for one in rules.mappings),
                _replaced(rules.groups, known, None),
            )

        self._access.change(changed)
        self._audit.append(self.user.name, "group-removed", group.documents, detail=group.name)
        return group.documents

    @needs("administrator")
    def put_in_group(self, name: str, document_ids: Sequence[str]) -> DocumentGroup:
        """Let readers see these documents only as members of the group. Raises InputError, UnknownDocument."""
        reader = self._live()
        for identity in document_ids:
            if reader.stored(identity) is None:
                raise UnknownDocument(f"Thư viện không có văn bản nào mang mã “{identity}”.")
        group = _group(put_documents(self._access, name, document_ids), name)
        self._audit.append(self.user.name, "group-filled", document_ids, detail=group.name)
        return group

    @needs("administrator")
    def take_from_group(self, name: str, document_ids: Sequence[str]) -> DocumentGroup:
        """Take documents out of a group; in no group, everyone sees them. Raises InputError."""

        def changed(rules: AccessRules) -> AccessRules:
            known = _group(rules, name)
            missing = [one for one in document_ids if one not in known.documents]
            if missing:
                raise InputError(f"Nhóm “{known.name}” không có văn bản “{missing[0]}”.")
            left = tuple(one for one in known.documents if one not in set(document_ids))
            return replace(rules, groups=_replaced(rules.groups, known, replace(known, documents=left)))

        group = _group(self._access.change(changed), name)
        self._audit.append(self.user.name, "group-emptied", document_ids, detail=group.name)
        return group

    # -- the record of changes and the figures -------------------------------------------------------------------

    @needs("administrator")
    def audit_months(self) -> list[str]:
        """Return the months ("2026-11") that the record of changes has, oldest first."""
        return self._audit.months()

    @needs("administrator")
    def audit(self, month: str | None = None) -> tuple[Entry, ...]:
        """Return what was done in a month, or ever, oldest first. Raises StorageError."""
        return tuple(self._audit.entries(month))

    @needs("administrator")
    def verify_audit(self, known: str = "") -> tuple[list[str], str]:
        """Return what is wrong with the record, and its last hash; see AuditLog.verify."""
        return self._audit.verify(known)

    @needs("administrator")
    def figures(self) -> Figures:
        """Return how the library fares."""
        reader = self._live()
        indexed_at = None
        if reader.generation is not None:
            indexed_at = datetime.fromtimestamp(reader.generation.stat().st_mtime).astimezone()
        return Figures(
            self._metrics.days(),
            reader.document_count,
            reader.passage_count,
            indexed_at,
            memory_bytes(),
            self._metrics.seconds_running,
        )


def put_documents(access: AccessFile, name: str, document_ids: Sequence[str]) -> AccessRules:
    """Put documents, which need not be in the library yet, into a group, and return the rules. Raises InputError."""

    def changed(rules: AccessRules) -> AccessRules:
        known = _group(rules, name)
        documents = tuple(dict.fromkeys((*known.documents, *document_ids)))
        return replace(rules, groups=_replaced(rules.groups, known, replace(known, documents=documents)))

    return access.change(changed)


def _name(name: str) -> str:
    cleaned = " ".join("".join(character for character in name if character.isprintable()).split())
    if not cleaned or len(cleaned) > _LONGEST_NAME:
        raise InputError(f"Tên phải có từ 1 đến {_LONGEST_NAME} ký tự.")
    return cleaned


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise InputError(f"Không có quyền “{role}”. Có: {', '.join(ROLES)}.")


def _account(rules: AccessRules, name: str) -> Account:
    account = rules.account(name)
    if account is None:
        raise InputError(f"Không có tài khoản “{name}”.")
    return account


def _group(rules: AccessRules, name: str) -> DocumentGroup:
    group = rules.group(name)
    if group is None:
        raise InputError(f"Không có nhóm văn bản “{name}”.")
    return group


def _require_groups(rules: AccessRules, names: Sequence[str]) -> None:
    for name in names:
        _group(rules, name)


def _same_mapping(one: Mapping, claim: str, value: str) -> bool:
    return (one.claim, one.value.casefold()) == (claim.strip(), value.strip().casefold())


def _replaced(records: tuple[Named, ...], old: Named, new: Named | None) -> tuple[Named, ...]:
    """Return the records with `new`, or nothing, where the one of `old`'s name was."""
    return tuple(one for record in records if (one := new if record.name == old.name else record) is not None)


def _with_administrator(before: AccessRules, after: AccessRules) -> AccessRules:
    """Return `after`. Raises InputError when it takes the right to administrate from the last account that has it."""

    def kept(rules: AccessRules) -> bool:
        return any(one.role == "administrator" and not one.disabled for one in rules.accounts)

    if after.accounts and kept(before) and not kept(after):
        raise InputError(
            "Phải còn ít nhất một tài khoản quản trị dùng được; hãy giao quyền quản trị cho người khác trước."
        )
    return after

"""The commands of an administrator: accounts, groups of documents, and the record of changes."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer

from administration.access import Account, DocumentGroup, Mapping, Role
from errors import InputError
from terminal import Data, Json, open_library, print_json

user_app = typer.Typer(no_args_is_help=True, help="Tài khoản: ai được dùng thư viện, với quyền gì.")
group_app = typer.Typer(no_args_is_help=True, help="Nhóm văn bản: văn bản chỉ một số người đọc thấy.")
audit_app = typer.Typer(no_args_is_help=True, help="Nhật ký: ai đã làm gì, lúc nào.")

Name = Annotated[str, typer.Argument(metavar="TÊN")]
Ids = Annotated[list[str], typer.Argument(metavar="ID…", help="Mã văn bản.")]
RoleOption = Annotated[str, typer.Option("--role", help="reader, curator hoặc administrator.")]
Groups = Annotated[list[str] | None, typer.Option("--group", help="Thuộc nhóm văn bản này.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ một dòng của đầu vào chuẩn.")]


def _password(from_stdin: bool) -> str:
    """Return a password typed twice at the terminal, or a line of standard input; never an argument."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("Không có bàn phím để hỏi mật khẩu. Hãy dùng --password-stdin.")
    typed: str = typer.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Gõ lại mật khẩu", err=True)
    return typed


def _account_form(account: Account) -> dict[str, Any]:
    form = asdict(account)
    form["password"] = bool(account.password)
    return form


def _show_account(account: Account, as_json: bool) -> None:
    if as_json:
        print_json(_account_form(account))
    else:
        groups = f"  nhóm: {', '.join(account.groups)}" if account.groups else ""
        print(f"{account.name}  {account.role}{groups}{'  (đã khóa)' if account.disabled else ''}")


@user_app.command("list")
def user_list(data: Data = None, as_json: Json = False) -> None:
    """Liệt kê tài khoản."""
    accounts = open_library(data).administration.accounts()
    if as_json:
        print_json([_account_form(account) for account in accounts])
        return
    if not accounts:
        print("Chưa có tài khoản nào. Thêm bằng: python cli.py user add TÊN --role administrator")
    for account in accounts:
        _show_account(account, as_json=False)


@user_app.command("add")
def user_add(
    name: Name,
    role: RoleOption = "reader",
    group: Groups = None,
    password_stdin: FromStdin = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Thêm tài khoản; mật khẩu được hỏi trên màn hình."""
    office = open_library(data).administration
    _show_account(office.add_account(name, _role(role), _password(password_stdin), group or ()), as_json)


@user_app.command("password")
def user_password(name: Name, password_stdin: FromStdin = False, data: Data = None, as_json: Json = False) -> None:
    """Đặt mật khẩu mới; ai đang đăng nhập bằng mật khẩu cũ phải đăng nhập lại."""
    office = open_library(data).administration
    _show_account(office.change_account(name, password=_password(password_stdin)), as_json)


@user_app.command("change")
def user_change(
    name: Name,
    role: Annotated[str | None, typer.Option("--role", help="reader, curator hoặc administrator.")] = None,
    group: Groups = None,
    no_group: Annotated[bool, typer.Option("--no-group", help="Không thuộc nhóm nào.")] = False,
    lock: Annotated[bool | None, typer.Option("--lock/--unlock", help="Khóa hoặc mở khóa.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Đổi quyền, nhóm, hoặc khóa tài khoản; có hiệu lực ngay."""
    office = open_library(data).administration
    groups = () if no_group else group
    changed = office.change_account(name, role=_role(role) if role else None, groups=groups, disabled=lock)
    _show_account(changed, as_json)


@user_app.command("remove")
def user_remove(name: Name, data: Data = None, as_json: Json = False) -> None:
    """Xóa tài khoản."""
    open_library(data).administration.remove_account(name)
    if as_json:
        print_json({"removed": name})
    else:
        print(f"Đã xóa tài khoản: {name}")


@user_app.command("allow")
def user_allow(
    claim: Annotated[str, typer.Argument(metavar="THUỘC_TÍNH", help="email, domain, hoặc tên một thuộc tính.")],
    value: Annotated[str, typer.Argument(metavar="GIÁ_TRỊ")],
    role: RoleOption = "reader",
    group: Groups = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Cho người có tài khoản cơ quan (OpenID Connect) vào với một quyền."""
    mapping = Mapping(claim, value, _role(role), tuple(group or ()))
    open_library(data).administration.set_mapping(mapping)
    if as_json:
        print_json(asdict(mapping))
    else:
        print(f"{claim} = {value}: {role}")


@user_app.command("disallow")
def user_disallow(
    claim: Annotated[str, typer.Argument(metavar="THUỘC_TÍNH")],
    value: Annotated[str, typer.Argument(metavar="GIÁ_TRỊ")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Bỏ một quy tắc của `allow`."""
    open_library(data).administration.remove_mapping(claim, value)
    if as_json:
        print_json({"removed": {"claim": claim, "value": value}})


@group_app.command("list")
def group_list(data: Data = None, as_json: Json = False) -> None:
    """Liệt kê nhóm văn bản."""
    groups = open_library(data).administration.groups()
    if as_json:
        print_json([asdict(group) for group in groups])
        return
    if not groups:
        print("Chưa có nhóm nào: mọi người thấy mọi văn bản. Tạo bằng: python cli.py group add TÊN")
    for group in groups:
        _show_group(group, as_json=False)


@group_app.command("add")
def group_add(name: Name, data: Data = None, as_json: Json = False) -> None:
    """Tạo nhóm văn bản."""
    _show_group(open_library(data).administration.make_group(name), as_json)


@group_app.command("put")
def group_put(name: Name, identifiers: Ids, data: Data = None, as_json: Json = False) -> None:
    """Đưa văn bản vào nhóm: chỉ người đọc thuộc nhóm còn thấy."""
    _show_group(open_library(data).administration.put_in_group(name, identifiers), as_json)


@group_app.command("take")
def group_take(name: Name, identifiers: Ids, data: Data = None, as_json: Json = False) -> None:
    """Đưa văn bản ra khỏi nhóm: không thuộc nhóm nào thì ai cũng thấy."""
    _show_group(open_library(data).administration.take_from_group(name, identifiers), as_json)


@group_app.command("remove")
def group_remove(name: Name, data: Data = None, as_json: Json = False) -> None:
    """Bỏ nhóm; văn bản của nhóm hiện với mọi người, trừ văn bản còn thuộc nhóm khác."""
    documents = open_library(data).administration.remove_group(name)
    if as_json:
        print_json({"removed": name, "documents": list(documents)})
    else:
        print(f"Đã bỏ nhóm {name}; {len(documents)} văn bản không còn thuộc nhóm này.")


@audit_app.command("show")
def audit_show(
    month: Annotated[str | None, typer.Option("--month", help="Chỉ một tháng, ví dụ 2026-11.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """In nhật ký, việc cũ trước; với --json mỗi dòng một việc."""
    for entry in open_library(data).administration.audit(month):
        if as_json:
            print_json(asdict(entry))
        else:
            print("  ".join(filter(None, (entry.at, entry.who, entry.what, *entry.documents, entry.detail))))


@audit_app.command("verify")
def audit_verify(
    known: Annotated[str, typer.Option("--known", help="Mã kiểm tra cuối đã ghi lại lần trước.")] = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Kiểm tra nhật ký có bị sửa hay cắt không; in mã kiểm tra cuối để ghi lại ở nơi khác."""
    problems, last = open_library(data).administration.verify_audit(known)
    if as_json:
        print_json({"ok": not problems, "problems": problems, "last": last})
    else:
        print("\n".join(problems) if problems else "Nhật ký nguyên vẹn.")
        print(f"Mã kiểm tra cuối: {last}")
    if problems:
        raise typer.Exit(1)


def _role(role: str) -> Role:
    return role  # type: ignore[return-value]  # the library refuses what is no role, in words


def _show_group(group: DocumentGroup, as_json: bool) -> None:
    if as_json:
        print_json(asdict(group))
    else:
        print(f"{group.name}  ({len(group.documents)} văn bản)  {'  '.join(group.documents)}".rstrip())

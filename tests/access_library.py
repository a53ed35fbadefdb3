"""A library with a document that readers must not see, and what of it would give it away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from administration.access import User
from library import Library
from settings import load_settings
from tests.answers_library import BEN_TRE, CAO_BANG

# Nearly the same as an open plan, so that it is a near duplicate and shares wording; with words of its own beside.
_SHARED = "\n".join(
    f"{number}. Trạm y tế các xã vùng {number} tổ chức tư vấn tại nhà, {number + 3} buổi mỗi quý, có biên bản."
    for number in range(3, 24)
)
OPEN = CAO_BANG.replace("III. TỔ CHỨC", f"{_SHARED}\n\nIII. TỔ CHỨC")
SECRET = (
    OPEN.replace("61/KH-UBND", "8437/KH-UBND")
    .replace("TỈNH CAO BẰNG", "TỈNH SÓC TRĂNG")
    .replace("Cao Bằng", "Sóc Trăng")
    .replace("Nông Văn Tuấn", "Thạch Quềnh")
    .replace("64%", "64,7319%")
    .replace("bố trí kinh phí", "bố trí kinh phí khoắng ngoạy")
)
# An open plan that carries out the hidden one, and so names its number itself.
NAMES_IT = BEN_TRE.replace("Nghị quyết số 33-NQ/TU", "Kế hoạch số 8437/KH-UBND").replace(
    " ngày 20/4/2024 của Tỉnh ủy Bến Tre", " ngày 12/3/2024"
)
TELLING = ("khoắng", "ngoạy", "khoang_ngoay", "Quềnh", "Sóc Trăng", "SÓC TRĂNG", "64,7319", "soc-trang")
"""Parts of the hidden document, its issuer, signer, id and title; none stands in an open one."""
GROUP = "Nội bộ"
READER = User("lan", "reader")
MEMBER = User("hoa", "reader", (GROUP,))
CURATOR = User("tú", "curator")
ADMINISTRATOR = User("sơn", "administrator")


@contextmanager
def library_with_a_secret(*, with_it: bool = True) -> Iterator[tuple[Library, str]]:
    """Yield a library of three plans and the id of the one that is hidden; of two plans when it is left out."""
    with TemporaryDirectory(prefix="access-tests-") as name:
        folder = Path(name)
        library = Library(load_settings({}, data=folder / "data"))
        texts = {"cao-bang.txt": OPEN, "mat.txt": SECRET, "ben-tre.txt": NAMES_IT}
        files = {}
        for file, text in texts.items():
            files[file] = folder / file
            files[file].write_text(text, encoding="utf-8")
        library.administration.make_group(GROUP)
        hidden = ""
        if with_it:
            (secret,) = library.add([files["mat.txt"]], groups=[GROUP]).added
            hidden = secret.id
        library.add([files["cao-bang.txt"], files["ben-tre.txt"]])
        yield library, hidden


def telling_parts(shown: object, hidden: str, *, but_for: str = "") -> list[str]:
    """Return what of the hidden document stands in what is shown, the words `but_for` that were typed left out."""
    text = str(shown)
    for typed in (but_for, but_for.lower()):
        text = text.replace(typed, "") if typed else text
    return [part for part in (*TELLING, hidden) if part in text]

"""Makes small PDF files with every glyph where a test wants it, written by hand so that no font file is needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
GLYPH = 0.75
"""Width of every letter, in shares of the font size; a space is half as wide."""
SPACE = 0.25


@dataclass(frozen=True)
class Text:
    """Words at a place: `x` from the left, `y` of the baseline from the top, in points.

    `kerning` moves the glyph after a position in the text to the left by a share of the font size (negative: right).
    """

    x: float
    y: float
    text: str
    size: float = 13.0
    bold: bool = False
    kerning: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Rule:
    """A ruling line between two points."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Picture:
    """A grey picture over the whole page, as a scanner makes: raw 8-bit pixels."""

    width: int
    height: int
    pixels: bytes


Item = Text | Rule | Picture


def width_of(text: str, size: float = 13.0) -> float:
    """Return the width of a text in points."""
    return sum(SPACE if char == " " else GLYPH for char in text) * size


def centred(
    y: float, text: str, *, left: float = 85.0, right: float = 540.0, size: float = 13.0, bold: bool = True
) -> Text:
    """Return a text centred between two margins."""
    return Text((left + right - width_of(text, size)) / 2, y, text, size, bold)


def paragraph(y: float, *lines: str, left: float = 85.0, indent: float = 28.0, pitch: float = 20.0) -> list[Text]:
    """Return the lines of a paragraph, the first one indented."""
    return [Text(left + (indent if index == 0 else 0), y + index * pitch, line) for index, line in enumerate(lines)]


def grid(xs: list[float], ys: list[float]) -> list[Rule]:
    """Return the ruling lines of a table."""
    horizontal = [Rule(xs[0], y, xs[-1], y) for y in ys]
    return horizontal + [Rule(x, ys[0], x, ys[-1]) for x in xs]


def make_pdf(path: Path, *pages: list[Item], rotate: int = 0) -> Path:
    """Write a PDF of `pages` and return its path."""
    letters = sorted({char for page in pages for item in page if isinstance(item, Text) for char in item.text})
    codes = {char: number for number, char in enumerate(letters, start=1)}
    objects: list[bytes] = [b""] * 8
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    for slot, name in ((2, b"Times-Roman"), (5, b"Times-Bold")):
        objects[slot] = (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] "
            b"/ToUnicode 8 0 R >>" % (name, slot + 2)
        )
        objects[slot + 1] = _descendant(name, codes)
    objects[4] = _descriptor(b"Times-Roman", 4)
    objects[7] = _stream(_to_unicode(codes))
    kids = []
    for page in pages:
        content, extra = _content(page, codes, len(objects) + 3)
        kids.append(len(objects) + 1)
        pictures = b" ".join(b"/Im%d %d 0 R" % (number, number) for number, _ in extra)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F0 3 0 R /F1 6 0 R >> /XObject << %s >> >> >>"
            % (PAGE_WIDTH, PAGE_HEIGHT, rotate, len(objects) + 2, pictures)
        )
        objects.append(_stream(content))
        objects.extend(data for _, data in extra)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    path.write_bytes(pdf_file(objects))
    return path


def _descendant(name: bytes, codes: dict[str, int]) -> bytes:
    widths = b" ".join(b"%d [%d]" % (code, 1000 * (SPACE if char == " " else GLYPH)) for char, code in codes.items())
    return (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /FontDescriptor 5 0 R /DW 750 /W [%s] >>" % (name, widths)
    )


def _descriptor(name: bytes, flags: int) -> bytes:
    return (
        b"<< /Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [-200 -220 1000 900] /ItalicAngle 0 /Ascent 891 "
        b"/Descent -216 /CapHeight 660 /StemV 80 >>" % (name, flags)
    )


def _to_unicode(codes: dict[str, int]) -> bytes:
    pairs = b"\n".join(b"<%04X> <%s>" % (code, char.encode("utf-16-be").hex().encode()) for char, code in codes.items())
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n%d beginbfchar\n%s\nendbfchar\nendcmap end end"
        % (len(codes), pairs)
    )


def _content(page: list[Item], codes: dict[str, int], next_object: int) -> tuple[bytes, list[tuple[int, bytes]]]:
    parts: list[bytes] = []
    pictures: list[tuple[int, bytes]] = []
    for item in page:
        if isinstance(item, Text):
            parts.append(_shown(item, codes))
        elif isinstance(item, Rule):
            y0, y1 = PAGE_HEIGHT - item.y0, PAGE_HEIGHT - item.y1
            parts.append(b"0.5 w %g %g m %g %g l S" % (item.x0, y0, item.x1, y1))
        else:
            head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
            number = next_object + len(pictures)
            pictures.append((number, _stream(item.pixels, head % (item.width, item.height))))
            parts.append(b"q %g 0 0 %g 0 0 cm /Im%d Do Q" % (PAGE_WIDTH, PAGE_HEIGHT, number))
    return b"\n".join(parts), pictures


def _shown(text: Text, codes: dict[str, int]) -> bytes:
    moves = dict(text.kerning)
    pieces = []
    for position, char in enumerate(text.text):
        pieces.append(b"<%04X>" % codes[char])
        if position in moves:
            pieces.append(b"%g" % (1000 * moves[position]))
    font = b"/F1" if text.bold else b"/F0"
    return b"BT %s %g Tf %g %g Td [%s] TJ ET" % (font, text.size, text.x, PAGE_HEIGHT - text.y, b"".join(pieces))


def _stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data)


def pdf_file(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first of which is its catalogue."""
    data = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)

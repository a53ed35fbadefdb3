"""What a paragraph or run of a .docx looks like, its own marks first, then its styles (ECMA-376, 17.7.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from corpus.readers.word_numbering import W

_OFF = {"0", "false", "off", "none"}
_MAX_CHAIN = 20


@dataclass(slots=True)
class Styles:
    """The styles of one document by id, the default paragraph style, and the document's own defaults."""

    _nodes: dict[str, Any] = field(default_factory=dict)
    _default: str = ""
    _run_defaults: Any | None = None
    _found: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    def is_on(self, name: str, run: Any, paragraph: Any) -> bool:
        """Tell whether a switch (b, caps, vanish) is on for a run, by itself, its style, or its paragraph's style."""
        node = self._of_run(name, run, paragraph)
        return node is not None and node.get(W + "val", "1") not in _OFF

    def font(self, run: Any, paragraph: Any) -> str:
        """Return the name of the font of a run for Latin letters, empty when none is set."""
        node = self._of_run("rFonts", run, paragraph)
        return "" if node is None else str(node.get(W + "ascii") or node.get(W + "hAnsi") or "")

    def is_centred(self, paragraph: Any) -> bool:
        """Tell whether a paragraph is centred."""
        node = self.of_paragraph("jc", paragraph)
        return node is not None and node.get(W + "val") == "center"

    def of_paragraph(self, name: str, paragraph: Any) -> Any | None:
        """Return a property of a paragraph from itself or its style; None when it is not set."""
        own = paragraph.find(f"{W}pPr/{W}{name}")
        return own if own is not None else self.of_style("pPr", name, self.style_id(paragraph))

    def style_id(self, paragraph: Any) -> str:
        """Return the id of a paragraph's style, or of the default one."""
        node = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._default if node is None else str(node.get(W + "val", ""))

    def of_style(self, group: str, name: str, style_id: str) -> Any | None:
        """Return a property (`group` is pPr, rPr or tblPr) of a style or of those it is based on; None when not set."""
        key = (group, name, style_id)
        if key not in self._found:
            self._found[key] = self._search(group, name, style_id)
        return self._found[key]

    def _search(self, group: str, name: str, style_id: str) -> Any | None:
        # A broken file may have styles based on one another in a ring.
        for _ in range(_MAX_CHAIN):
            style = self._nodes.get(style_id)
            if style is None:
                return None
            if (node := style.find(f"{W}{group}/{W}{name}")) is not None:
                return node
            base = style.find(W + "basedOn")
            if base is None:
                return None
            style_id = str(base.get(W + "val", ""))
        return None

    def _of_run(self, name: str, run: Any, paragraph: Any) -> Any | None:
        if (own := run.find(f"{W}rPr/{W}{name}")) is not None:
            return own
        if (style := run.find(f"{W}rPr/{W}rStyle")) is not None:
            node = self.of_style("rPr", name, str(style.get(W + "val", "")))
            if node is not None:
                return node
        node = self.of_style("rPr", name, self.style_id(paragraph))
        if node is None and self._run_defaults is not None:
            node = self._run_defaults.find(W + name)
        return node


def read_styles(root: Any | None) -> Styles:
    """Return the styles that the styles part `root` describes; none when the document has no such part."""
    styles = Styles()
    if root is None:
        return styles
    for node in root.findall(W + "style"):
        style_id = str(node.get(W + "styleId", ""))
        styles._nodes[style_id] = node
        if node.get(W + "type") == "paragraph" and node.get(W + "default", "0") not in _OFF:
            styles._default = style_id
    styles._run_defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    return styles

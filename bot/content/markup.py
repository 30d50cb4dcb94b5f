"""Markdown to the safe subset of HTML that every messenger shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

PARSER = MarkdownIt("commonmark")
_INLINE = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "softbreak": " ",
    "hardbreak": "\n",
}
_BREAKS = {"softbreak", "hardbreak"}
_QUOTE = {"blockquote_open": "<blockquote>", "blockquote_close": "</blockquote>"}
_SILENT = {"paragraph_close", "list_item_close"}
_NAMES = {
    "html_block": "HTML mentah",
    "html_inline": "HTML mentah",
    "table_open": "tabel",
    "fence": "blok kode",
    "code_block": "blok kode",
    "code_inline": "kode",
    "hr": "garis pemisah",
    "image": "gambar di dalam teks",
    "link_open": "tautan",
    "heading_open": "judul bertingkat lain",
}


class NotInSubset(Exception):
    """A construct that not every messenger can show; `line` counts from 1 in the file."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"{what} tidak dapat ditampilkan")
        self.line = line
        self.what = what


@dataclass(slots=True)
class _Writer:
    """Collects the pieces of one page; `numbers` holds the next number of each open list."""

    pieces: list[str] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    line: int = 1

    def block(self) -> None:
        """Begin a new block: a blank line, or just a new line inside a list."""
        if self.pieces and not self.pieces[-1].endswith(("<blockquote>", "• ", ". ")):
            self.pieces.append("\n" if self.numbers else "\n\n")


def render(tokens: Sequence[Token], first_line: int = 1) -> Markup:
    """Return block tokens as HTML; raises `NotInSubset` for anything outside the subset."""
    out = _Writer(line=first_line)
    for token in tokens:
        out.line = first_line + token.map[0] if token.map else out.line
        _write(out, token)
    return Markup("".join(out.pieces).strip())  # noqa: S704 - built from escaped pieces


def material(text: str) -> Markup:
    """Return a text of the material as HTML; raises `NotInSubset` as `render` does."""
    return render(PARSER.parse(text))


def _write(out: _Writer, token: Token) -> None:
    if token.type == "inline":
        out.pieces.append(_inline(token, out.line))
    elif token.type == "paragraph_open":
        out.block()
    elif token.type in _QUOTE:
        if token.nesting == 1:
            out.block()
        out.pieces.append(_QUOTE[token.type])
    elif token.type not in _SILENT:
        _write_list(out, token)


def _write_list(out: _Writer, token: Token) -> None:
    if token.type in {"bullet_list_open", "ordered_list_open"}:
        if out.numbers:
            raise NotInSubset(out.line, "daftar di dalam daftar")
        if out.pieces and out.pieces[-1] != "<blockquote>":
            out.pieces.append("\n")
        start = int(token.attrGet("start") or 1)
        out.numbers.append(start if token.type == "ordered_list_open" else None)
    elif token.type in {"bullet_list_close", "ordered_list_close"}:
        out.numbers.pop()
    elif token.type == "list_item_open":
        _begin_item(out)
    else:
        raise NotInSubset(out.line, _NAMES.get(token.type, token.type))


def _begin_item(out: _Writer) -> None:
    number = out.numbers[-1]
    out.block()
    out.pieces.append("• " if number is None else f"{number}. ")
    if number is not None:
        out.numbers[-1] = number + 1


def _inline(token: Token, line: int) -> str:
    pieces = []
    for child in token.children or ():
        if child.type == "text":
            pieces.append(str(escape(child.content)))
        elif child.type in _INLINE:
            line += child.type in _BREAKS
            pieces.append(_INLINE[child.type])
        else:
            raise NotInSubset(line, _NAMES.get(child.type, child.type))
    return "".join(pieces)

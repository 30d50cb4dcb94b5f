"""Telegram's HTML: the text that is read and its entities, or the refusal it would answer."""

import re
from dataclasses import dataclass, field
from html import unescape

from tests.fake_telegram.state import Json, Refusal, bad_request

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-spoiler": "spoiler",
    "a": "text_link", "span": "spoiler",
}  # fmt: skip

_ENTITY = re.compile(r"&(?:(?:lt|gt|amp|quot)|#\d+|#x[0-9a-fA-F]+);")  # the only ones it knows
_TOKEN = re.compile(r"<[^>]*>?|&#?\w+;|[^<&]+|&")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Parser:
    source: str
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    open: list[tuple[str, int, Json]] = field(default_factory=list)

    def run(self) -> None:
        for token in _TOKEN.finditer(self.source):
            piece, offset = token[0], len(self.source[: token.start()].encode())
            if piece.startswith("</"):
                self._end(piece, offset)
            elif piece.startswith("<"):
                self._start(piece, offset)
            else:
                self.text += unescape(piece) if _ENTITY.fullmatch(piece) else piece
        if self.open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')

    def _start(self, piece: str, offset: int) -> None:
        if not piece.endswith(">"):
            raise _refusal(f"Unclosed start tag at byte offset {offset}")
        name, _, rest = piece[1:-1].partition(" ")
        name = name.lower()
        if name not in _TYPES:
            raise _refusal(f'Unsupported start tag "{name}" at byte offset {offset}')
        attributes = {
            found[1]: (found[2] or "").strip("\"'") for found in _ATTRIBUTE.finditer(rest)
        }
        entity: Json = {"type": _TYPES[name]}
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        if name == "a":
            entity["url"] = unescape(attributes.get("href", ""))
        self.open.append((name, utf16(self.text), entity))

    def _end(self, piece: str, offset: int) -> None:
        if not self.open:
            raise _refusal(f"Unexpected end tag at byte offset {offset}")
        if not piece.endswith(">"):
            raise _refusal(f"Unclosed end tag at byte offset {offset}")
        name, begin, entity = self.open.pop()
        found = piece[2:-1].strip().lower()
        if found not in ("", name):
            raise _refusal(
                f'Unmatched end tag at byte offset {offset}, expected "</{name}>",'
                f' found "</{found}>"'
            )
        length = utf16(self.text) - begin
        if length and not (entity["type"] == "text_link" and not entity["url"]):
            self.entities.append({**entity, "offset": begin, "length": length})


def parse(text: str, mode: str, *, caption: bool = False) -> tuple[str, list[Json]]:
    """Return what is read and its entities. Raises Refusal as Telegram would."""
    parser = _Parser(text)
    if mode.lower() == "html":
        parser.run()
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        parser.text = text
    read = parser.text.rstrip()
    if caption and utf16(read) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not caption and not read.strip():
        raise bad_request("message text is empty")
    if utf16(read) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return read, sorted(parser.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _refusal(text: str) -> Refusal:
    return bad_request(f"can't parse entities: {text}")

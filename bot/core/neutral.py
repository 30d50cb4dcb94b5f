"""What an election officer's message must not do: name a party or a candidate, ask for a vote.

The words are content (`kata-terlarang.toml`). Whatever is found only means that a second person
reads the text first, so a doubtful word is rather found than missed.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MOST = 6  # words named to whoever wrote and whoever approves
_CLIP = 40  # characters of one of them

# Letters of other alphabets that look like ours; what Unicode folds by itself is not here.
_LOOKS = str.maketrans(
    {
        look: ours
        for ours, looks in {
            "A": "\u0410\u0391", "B": "\u0412\u0392", "C": "\u0421", "E": "\u0415\u0395",
            "H": "\u041d\u0397", "I": "\u0406\u0399\u04c0", "J": "\u0408", "K": "\u041a\u039a",
            "M": "\u041c\u039c", "N": "\u039d", "O": "\u041e\u039f", "P": "\u0420\u03a1",
            "S": "\u0405", "T": "\u0422\u03a4", "X": "\u0425\u03a7", "Y": "\u04ae\u03a5",
            "a": "\u0430\u03b1", "b": "\u042c\u044c", "c": "\u0441\u03f2", "d": "\u0501",
            "e": "\u0435\u0454", "g": "\u0261", "h": "\u04bb", "i": "\u0456\u03b9\u0131",
            "j": "\u0458", "k": "\u043a\u03ba", "l": "\u04cf\u2113", "m": "\u043c",
            "n": "\u043f\u0578", "o": "\u043e\u03bf", "p": "\u0440\u03c1", "r": "\u0433",
            "s": "\u0455", "t": "\u0442\u03c4", "u": "\u03c5\u057d", "v": "\u03bd",
            "x": "\u0445", "y": "\u0443",
        }.items()
        for look in looks
    }
)  # fmt: skip
_LEET = str.maketrans("0134578@$!|", "oieastbasil")
_UNSEEN = {"Cf", "Mn", "Me"}  # zero-width characters, soft hyphens, accents

_SPREAD = re.compile(r"(?<!\w)\w(?:[ .*_/-]\w){2,}(?!\w)")  # "P.K.S", "n o m o r"
_INSIDE = re.compile(r"(?<=[^\W\d_])[.*_'’·-](?=[^\W\d_])")  # "ge.rin.dra"
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")  # "cobloooos"
_MIXED = re.compile(r"\S*[^\W\d_]\S*")  # a word with a letter in it


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression to look for; what it finds is let pass if it is in `but_not` (lower case)."""

    pattern: re.Pattern[str]
    but_not: frozenset[str] = frozenset()


def flags(text: str, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return what a second person has to look at, in the words of the text; empty if nothing.

    Disguises are looked through: letters of other alphabets, "c0blos", "n o m o r  u r u t".
    """
    found: dict[str, str] = {}
    for seen in _readings(text):
        for rule in rules:
            for match in rule.pattern.finditer(seen):
                words = " ".join(match[0].split())
                key = words.casefold()
                if key not in rule.but_not and not any(key in known for known in found):
                    found[key] = words[:_CLIP]
    return tuple(found.values())[:MOST]


def _readings(text: str) -> list[str]:
    """Return the text as it can be read: plain, with letters drawn together, with 0 for o."""
    folded = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN)
    plain = plain.translate(_LOOKS)
    whole = _SPREAD.sub(lambda match: re.sub(r"[ .*_/-]", "", match[0]), plain)
    whole = _STRETCHED.sub(r"\1", _INSIDE.sub("", whole))
    leet = [_MIXED.sub(lambda match: match[0].translate(_LEET), one) for one in (plain, whole)]
    return list(dict.fromkeys(" ".join(one.split()) for one in (plain, whole, *leet)))

"""Every sentence of the screens, as the source has it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot import screens

FOLDER = Path(screens.__file__).parent


def sentences() -> dict[str, str]:
    """Return sentence → where it stands first, of every `say("…")` and `Say()("…")`.

    By syntax tree and not by Babel's extractor: that one sees no calls inside f-strings where
    Python is older than 3.12.
    """
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.py")):
        for call in _calls(path):
            (sentence,) = call.args
            where = f"{path.name}:{call.lineno}"
            assert isinstance(sentence, ast.Constant), f"not a plain sentence: {where}"
            assert isinstance(sentence.value, str), f"not a sentence: {where}"
            found.setdefault(sentence.value, where)
    return found


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _is_translator(node.func):
            yield node


def _is_translator(called: ast.expr) -> bool:
    """Tell whether what is called is `say`, some `x.say`, or a `Say()` made on the spot."""
    if isinstance(called, ast.Call):
        return isinstance(called.func, ast.Name) and called.func.id == "Say"
    name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    return name == "say"

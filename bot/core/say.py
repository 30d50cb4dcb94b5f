"""The translator a screen gets as its first argument."""

from collections.abc import Mapping

from markupsafe import Markup


class Say:
    """Turns an Indonesian sentence into the reader's language.

    The result is `Markup`, so that `.format(...)` escapes whatever people typed.
    """

    def __init__(self, language: str = "id", catalogue: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._catalogue = catalogue or {}

    def __call__(self, sentence: str) -> Markup:
        return Markup(self._catalogue.get(sentence) or sentence)  # noqa: S704 - msgids are ours

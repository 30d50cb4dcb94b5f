"""Registration codes: 8 characters that survive being read aloud, the last one a check."""

from bot.core.ports import Chance

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31, a prime: no 0 O, 1 I L
LENGTH = 8
GUESS_WINDOW = 15 * 60  # seconds over which wrong codes are counted
GUESSES_PER_CHAT = 5
GUESSES_WHEN_CROWDED = 2
CROWD = 100  # wrong codes over all chats in the window that make the house careful


def make(chance: Chance) -> str:
    """Return a new random code."""
    body = "".join(chance.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the last character: a weighted sum modulo 31.

    A prime modulus and different weights find every single wrong character and every swap of
    two neighbours.
    """
    weighted = sum((n + 2) * ALPHABET.index(c) for n, c in enumerate(body))
    return ALPHABET[-weighted % len(ALPHABET)]


def tidy(text: str) -> str:
    """Return `text` as a code would be written: capitals, without spaces and dashes."""
    return "".join(c for c in text.upper() if c.isalnum())


def is_code(text: str) -> bool:
    """Tell whether a tidied text is a well-formed code with the right check character."""
    return (
        len(text) == LENGTH
        and all(c in ALPHABET for c in text)
        and check_character(text[:-1]) == text[-1]
    )


def looks_like_code(text: str) -> bool:
    """Tell whether a typed text was probably meant as a code, though none was asked for."""
    tidied = tidy(text)
    if len(text.split()) > 2 or len(tidied) != LENGTH:
        return False
    return is_code(tidied) or any(c.isdigit() for c in tidied)


def could_be_code(text: str) -> bool:
    """Tell whether a text sent where a code was asked for is a try at one, not a sentence."""
    tidied = tidy(text)
    if len(text.split()) > 3 or not LENGTH - 2 <= len(tidied) <= LENGTH + 2:
        return False
    one_word = len(text.split()) == 1 and all(c in ALPHABET for c in tidied)
    return one_word or any(c.isdigit() for c in tidied)


def carried(text: str) -> str:
    """Return `text` if it is a code that an action may carry, else nothing."""
    code = tidy(text)
    return code if is_code(code) else ""


def shown(code: str) -> str:
    """Return the code in two groups of four, as printed."""
    return f"{code[:4]}-{code[4:]}"


def guesses_allowed(wrong_everywhere: int) -> int:
    """Return how many wrong codes one chat may send per `GUESS_WINDOW`.

    Many wrong codes over all chats slow everyone down but never lock anyone out: a person with
    the right code needs only one try.
    """
    return GUESSES_PER_CHAT if wrong_everywhere < CROWD else GUESSES_WHEN_CROWDED

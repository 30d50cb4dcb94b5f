"""Phone numbers as they are compared."""

import re

_NOT_DIALLED = re.compile(r"[^\d+]")
_LETTER = re.compile(r"[^\W\d_]")


def normalised(phone: str) -> str:
    """Return an Indonesian or international number in E.164, or empty if it is none.

    What follows a letter is a remark ("a.n. Siti"); a leading 8 is a 08 whose zero a
    spreadsheet ate.
    """
    import phonenumbers  # noqa: PLC0415 - heavy, and most turns never need it

    dialled = _NOT_DIALLED.sub("", _LETTER.split(phone, maxsplit=1)[0])
    if dialled.startswith("00"):
        dialled = "+" + dialled[2:]
    elif dialled.startswith("8"):
        dialled = "0" + dialled
    elif dialled.startswith("62"):
        dialled = "+" + dialled
    try:
        number = phonenumbers.parse(dialled, "ID")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

"""Bahasa Indonesia for the words that the command-line library says by itself."""

import gettext

WORDS = {
    "Usage:": "Pemakaian:",
    "Options": "Opsi",
    "Commands": "Perintah",
    "Arguments": "Argumen",
    "Positional arguments": "Argumen",
    "Show this message and exit.": "Tampilkan bantuan ini, lalu selesai.",
    "Error: {message}": "Galat: {message}",
    "Try '{command} {option}' for help.": "Ketik '{command} {option}' untuk bantuan.",
    "Missing argument": "Argumen belum diisi",
    "Missing option": "Opsi belum diisi",
    "Missing parameter": "Parameter belum diisi",
    "Missing parameter: {param_name}": "Parameter belum diisi: {param_name}",
    "Missing command.": "Perintah belum disebut.",
    "No such command {name!r}.": "Tidak ada perintah {name!r}.",
    "No such option {name!r}.": "Tidak ada opsi {name!r}.",
    "Invalid value: {message}": "Nilai keliru: {message}",
    "Invalid value for {param_hint}: {message}": "Nilai keliru untuk {param_hint}: {message}",
    "{value!r} is not a valid {number_type}.": "{value!r} bukan bilangan yang benar.",
    "{value} is not in the range {range}.": "{value} di luar batas {range}.",
    "Option {name!r} does not take a value.": "Opsi {name!r} tidak memakai nilai.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} tidak ada.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} adalah folder.",
    "{name} {filename!r} is a file.": "{name} {filename!r} adalah berkas.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} tidak dapat dibaca.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} tidak dapat ditulis.",
    "Could not open file {filename!r}: {message}": "Berkas {filename!r} gagal dibuka: {message}",
    "File": "Berkas",
    "file": "berkas",
    "Directory": "Folder",
    "directory": "folder",
    "Path": "Alamat",
    "path": "alamat",
    "required": "wajib",
    "default: {default}": "bawaan: {default}",
    "Aborted!": "Dibatalkan.",
    "unknown error": "sebab tidak dikenal",
}
PLURALS = {
    "Got unexpected extra argument ({args})": "Argumen berlebih ({args})",
    "Did you mean {possibility}?": "Maksud Anda {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Maksud Anda salah satu dari: {possibilities}?)",
    "Option {name!r} requires an argument.": "Opsi {name!r} memerlukan nilai.",
}


def speak_indonesian() -> None:
    """Let the library's gettext calls find our words.

    It asks the standard library's default domain, which would need compiled catalogues and a
    LANGUAGE variable on every server; a dictionary needs neither.
    """

    def dgettext(domain: str, message: str) -> str:  # noqa: ARG001 - the library's signature
        return WORDS.get(message, message)

    def dngettext(domain: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG001 - likewise
        return PLURALS.get(msgid1, msgid1 if n == 1 else msgid2)

    gettext.dgettext = dgettext
    gettext.dngettext = dngettext

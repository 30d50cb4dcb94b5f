"""The words of item analysis: topics, flags and what to do about them, marks."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.item_marks import Kind, Mark, Shortage
from bot.core.items import Flag
from bot.core.people import Role
from bot.core.say import Say
from bot.screens.seats import count

NAMED = 3  # kinds of people named where a question cannot be spared


def topic_label(say: Say, topic: str) -> Markup:
    """Return a topic of the bank for people; one that nobody worded is shown as it is."""
    words = {
        "kode_etik": say("Kode etik"),
        "tata_kerja": say("Tata kerja"),
        "pungut_hitung": say("Pemungutan dan penghitungan suara"),
    }
    return words.get(topic) or Markup("{}").format(topic.replace("_", " "))


def flag_label(say: Say, flag: Flag) -> Markup:
    words = {
        Flag.EASY: say("terlalu mudah"),
        Flag.HARD: say("terlalu sulit"),
        Flag.FLAT: say("tidak membedakan"),
        Flag.MISLEADING: say("pengecoh menyesatkan"),
        Flag.WRONG_KEY: say("kunci mungkin salah"),
    }
    return words[flag]


def flag_advice(say: Say, flag: Flag) -> Markup:
    """Say what a flag means, and what to do."""
    words = {
        Flag.EASY: say(
            "Hampir semua orang menjawab benar, sehingga soal ini tidak memberi tahu apa pun."
            " Buat pengecohnya lebih masuk akal, atau ganti dengan kasus yang lebih sulit."
        ),
        Flag.HARD: say(
            "Sebagian besar orang menjawab salah. Periksa apakah pertanyaannya jelas dan bahannya"
            " sudah dibahas; bila ya, perkuat bahan itu dalam bimtek."
        ),
        Flag.FLAT: say(
            "Orang yang menguasai bahan tidak lebih sering menjawab benar daripada yang lain."
            " Periksa apakah pertanyaannya mengukur bahan yang dilatihkan."
        ),
        Flag.MISLEADING: say(
            "Sebuah pilihan yang salah menarik orang yang justru menguasai bahan. Baca lagi"
            " pilihan itu: bila dapat dibenarkan, perbaiki kalimatnya."
        ),
        Flag.WRONG_KEY: say(
            "Pilihan yang salah lebih banyak dipilih daripada kuncinya, juga oleh orang yang"
            " menguasai bahan. Cocokkan kunci dengan dasar hukumnya sebelum soal ini dipakai lagi."
        ),
    }
    return words[flag]


def mark_label(say: Say, mark: Mark) -> Markup:
    """Say what was decided about a question."""
    words = {
        Mark.KEEP: say("Dipertahankan"),
        Mark.IMPROVE: say("Perlu diperbaiki"),
        Mark.RETIRE: say("Dipensiunkan"),
    }
    return words[mark]


# --- why a question cannot be spared --------------------------------------------------------


def shortage_label(say: Say, shortage: Shortage) -> Markup:
    """Say which quiz would lack what for whom, if this question were retired."""
    topic = topic_label(say, shortage.topic)
    if shortage.theme:
        theme = shortage.theme.replace("-", " ")
        topic = say("{topic} bertema {theme}").format(topic=topic, theme=theme)
    return say(
        "Kuis sesi {session} memerlukan {needed} soal {topic}. Tanpa soal ini hanya tersisa {left}"
        " untuk {whom}."
    ).format(
        session=shortage.session,
        needed=count(say, shortage.needed),
        topic=topic,
        left=count(say, shortage.left),
        whom=_whom(say, shortage.whom),
    )


def _whom(say: Say, kinds: Sequence[Kind]) -> Markup:
    named = Markup(", ").join(_kind_label(say, kind) for kind in kinds[:NAMED])
    if len(kinds) > NAMED:
        return say("{whom}, dan {n} lainnya").format(whom=named, n=count(say, len(kinds) - NAMED))
    return named


def _kind_label(say: Say, kind: Kind) -> Markup:
    role, number = kind
    if role is Role.TAMU:
        return say("tamu")
    if number is None:
        return say("KPPS tanpa nomor") if role is Role.KPPS else Markup("{}").format(role)
    return Markup("{} {}").format(role, number)

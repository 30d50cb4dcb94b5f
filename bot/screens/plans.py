"""What was understood of a plan: who will be reminded of it, and when."""

from datetime import date

from markupsafe import Markup

from bot.core.dialog import Choice, Reply, clip
from bot.core.plans import Plan, in_short
from bot.core.reminders import PlanForm
from bot.core.say import Say
from bot.screens.seats import day

TPS_CLIP = 120  # of the TPS that are named


def noted(say: Say, form: PlanForm, plan: Plan, today: date, *, tells_tps: bool) -> Reply:
    """`tells_tps`: the plan's writer is of a desa, and the TPS it names are reminded, too."""
    lines = [_reminders(say, form, plan, today)]
    choices = [Choice(say("Ubah hari"), f"isi:{form.form}:{form.day}")]
    if tells_tps and plan.day and plan.day > today:
        lines.append(_of_tps(say, plan))
        if not (plan.tps or plan.all_tps):
            choices.append(Choice(say("Ubah TPS"), f"isi:{form.form}:{form.tps}"))
    return Reply(Markup("\n").join(lines), (*choices, Choice(say("Menu"), "menu")))


def _reminders(say: Say, form: PlanForm, plan: Plan, today: date) -> Markup:
    if plan.day is None:
        return say(
            "Harinya belum terbaca, jadi belum ada pengingat. Tulislah tanggalnya, misalnya"
            " “4 Februari, pukul 15.00”."
        )
    if plan.day < today:
        return say("Tertulis {day}, dan hari itu sudah lewat; tidak ada pengingat.").format(
            day=day(say, plan.day)
        )
    if plan.day == today:
        return say("Tertulis hari ini juga; tidak ada pengingat lagi.")
    words = {
        "rtl-pps": say("Pengingat untuk Anda: {day}, pada pagi harinya."),
        "kumpul": say("Pengingat untuk Anda: dua hari sebelum {day}."),
        "dampingi": say("Pengingat untuk Anda: sehari sebelum {day}."),
    }
    return words[form.form].format(day=day(say, plan.day))


def _of_tps(say: Say, plan: Plan) -> Markup:
    if plan.all_tps:
        return say("Sehari sebelumnya: KPPS di semua TPS desa/kelurahan Anda.")
    if plan.tps:
        names = clip(in_short(plan.tps), TPS_CLIP)
        return say("Sehari sebelumnya: KPPS di TPS {tps}.").format(tps=names)
    return say(
        "TPS-nya belum terbaca, jadi KPPS-nya tidak diingatkan. Tulislah misalnya “TPS 001 sampai"
        " 005”."
    )

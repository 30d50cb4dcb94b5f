"""Commands for the operator: everything in Bahasa Indonesia, exit status 0, 1 or 2."""

import typer

from bot.cli import words
from bot.cli.agenda import app as agenda_app
from bot.cli.audit import app as audit_app
from bot.cli.backup import backup, restore
from bot.cli.broadcast import app as broadcast_app
from bot.cli.certificate import app as certificate_app
from bot.cli.content import app as content_app
from bot.cli.dashboard import dashboard
from bot.cli.job import do_job
from bot.cli.kit import kit
from bot.cli.ledger import ledger
from bot.cli.privacy import app as privacy_app
from bot.cli.results import app as results_app
from bot.cli.roles import app as roles_app
from bot.cli.roster import app as roster_app
from bot.cli.serve import serve
from bot.cli.tryout import try_

words.speak_indonesian()

app = typer.Typer(
    help="bimtek-bot: pendamping belajar KPPS, PPS, dan PPK sesudah bimtek.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    suggest_commands=False,
    options_metavar="[OPSI]",
    subcommand_metavar="PERINTAH ...",
)
app.command("try", options_metavar="[OPSI]")(try_)
app.command("serve", options_metavar="[OPSI]")(serve)
app.command("backup", options_metavar="[OPSI]")(backup)
app.command("restore", options_metavar="[OPSI]")(restore)
app.command("ledger", options_metavar="[OPSI]")(ledger)
app.command("job", options_metavar="[OPSI]", hidden=True)(do_job)
app.command("dashboard", options_metavar="[OPSI]", hidden=True)(dashboard)
roster_app.command("kit", options_metavar="[OPSI]")(kit)
for name, group in (("roster", roster_app), ("content", content_app)):
    app.add_typer(group, name=name, options_metavar="[OPSI]", subcommand_metavar="PERINTAH ...")
for name, group in (("audit", audit_app), ("roles", roles_app), ("agenda", agenda_app)):
    app.add_typer(group, name=name, options_metavar="[OPSI]", subcommand_metavar="PERINTAH ...")
app.add_typer(
    broadcast_app, name="broadcast", options_metavar="[OPSI]", subcommand_metavar="PERINTAH ..."
)
app.add_typer(
    privacy_app, name="privacy", options_metavar="[OPSI]", subcommand_metavar="PERINTAH ..."
)
app.add_typer(
    results_app, name="results", options_metavar="[OPSI]", subcommand_metavar="PERINTAH ..."
)
app.add_typer(
    certificate_app,
    name="certificate",
    options_metavar="[OPSI]",
    subcommand_metavar="PERINTAH ...",
)

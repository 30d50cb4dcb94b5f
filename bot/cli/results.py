"""`bimtek results`: what came of it: questions that need a look, and files for the office."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import running
from bot.cli.results_export import export
from bot.cli.results_items import as_numbers, of_database, of_file, show
from bot.sheets.kinds import BadFile

app = typer.Typer(
    name="results",
    help="Hasil bimtek: analisis soal dan berkas untuk diunduh.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
From = Annotated[
    Path | None,
    typer.Option("--from", metavar="BERKAS.csv", help="Baca jawaban dari berkas, bukan dari bot."),
]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


@app.command(options_metavar="[OPSI]")
def items(source: From = None, as_json: Json = False) -> None:
    """Tampilkan analisis setiap soal: tingkat kemudahan, daya beda, pengecoh, dan tandanya."""
    try:
        found = of_file(source) if source else running.run(of_database(running.settings()))
    except BadFile as error:
        running.refuse(str(error))
    except OSError as error:
        running.refuse(running.explained(error))
    if as_json:
        typer.echo(json.dumps(as_numbers(found), ensure_ascii=False, indent=2))
    else:
        show(found)


app.command(options_metavar="[OPSI]")(export)

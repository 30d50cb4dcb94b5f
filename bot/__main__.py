"""`python -m bot` and the `bimtek` command."""

from bot.cli import app


def main() -> None:
    """Run the command line."""
    app(prog_name="bimtek")


if __name__ == "__main__":
    main()

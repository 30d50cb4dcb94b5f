"""QR codes of links, as a picture for a messenger and as one for a page."""

from io import BytesIO

BORDER = 4  # modules of white around it, as the standard asks
SCALE = 12  # pixels a module: large enough to be scanned from another phone


def png(link: str) -> bytes:
    """Return the code as a PNG, black on white."""
    import segno  # noqa: PLC0415 - heavy

    target = BytesIO()
    segno.make_qr(link, error="m").save(target, kind="png", scale=SCALE, border=BORDER)
    return target.getvalue()


def svg(link: str) -> bytes:
    """Return the code as an SVG that fills whatever room it is given; no style in it."""
    import segno  # noqa: PLC0415 - heavy

    target = BytesIO()
    segno.make_qr(link, error="m").save(
        target, kind="svg", border=BORDER, light="#fff", omitsize=True, svgclass=None,
        lineclass=None,
    )  # fmt: skip
    return target.getvalue()

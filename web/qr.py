"""Codes for cameras, drawn by the server: inline SVG without script and style, so the strict policy lets it through."""

import segno
from markupsafe import Markup

__all__ = ["draw_qr"]


def draw_qr(text: str, *, label: str) -> Markup:
    """An SVG element. Black on white in both themes, because cameras want it so."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, title=label)
    return Markup(svg)  # noqa: S704 - digits and squares of our own; segno escapes the label

"""The picture of `/stats`: for each campaign a funnel of bars, from those who began to those whose reports are done."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_WIDTH: Final = 720
_MARGIN: Final = 32
_BAR: Final = 40
_GAP: Final = 8
_HEAD: Final = 60
_LABELS: Final = 210
_FIGURES: Final = 150
_PAPER: Final = "#ffffff"
_INK: Final = "#1f2933"
_FAINT: Final = "#7b8794"
_TRACK: Final = "#eef2f6"
_SHADES: Final = ("#9fc5e8", "#7fb2dd", "#5f9fd2", "#2f7fb8", "#1f6b8f", "#12805c")


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many of those whom a campaign brought made each step. The name has Latin letters only."""

    name: str
    counts: tuple[int, ...]


def drawn(funnels: Sequence[Funnel], labels: Sequence[str]) -> bytes:
    """A PNG of the funnels, one under the other; `labels` name the steps, in Latin letters, which the font has."""
    tall = _HEAD + len(labels) * (_BAR + _GAP) + _MARGIN // 2
    image = Image.new("RGB", (_WIDTH, _MARGIN + tall * max(1, len(funnels))), _PAPER)
    draw = ImageDraw.Draw(image)
    head, plain = ImageFont.load_default(32), ImageFont.load_default(25)
    for number, funnel in enumerate(funnels):
        top = _MARGIN // 2 + number * tall
        draw.text((_MARGIN, top + 8), _fitting(draw, funnel.name, head), fill=_INK, font=head)
        most = max(*funnel.counts, 1)
        first = max(funnel.counts[0], 1)
        for step, (label, count) in enumerate(zip(labels, funnel.counts, strict=True)):
            y = top + _HEAD + step * (_BAR + _GAP)
            left, right = _MARGIN + _LABELS, _WIDTH - _MARGIN - _FIGURES
            draw.text((_MARGIN, y + 4), label, fill=_INK, font=plain)
            draw.rounded_rectangle((left, y, right, y + _BAR), radius=6, fill=_TRACK)
            if count:
                end = left + max(12, (right - left) * count // most)
                draw.rounded_rectangle(
                    (left, y, end, y + _BAR), radius=6, fill=_SHADES[min(step, len(_SHADES) - 1)]
                )
            draw.text((right + 12, y + 4), str(count), fill=_INK, font=plain)
            draw.text((right + 84, y + 4), f"{count * 100 // first}%", fill=_FAINT, font=plain)
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _fitting(
    draw: ImageDraw.ImageDraw, name: str, font: "ImageFont.FreeTypeFont | ImageFont.ImageFont"
) -> str:
    while len(name) > 1 and draw.textlength(name, font=font) > _WIDTH - 2 * _MARGIN:
        name = name[:-1]
    return name

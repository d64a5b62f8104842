"""How the page looks: the style sheets, Gradio's theme in the page's colours, the icon.

Belongs here: handing the looks to Gradio. Does not belong here: the looks themselves, which are in `styles/`.
Colours and fonts of the page are set in `styles/base.css`, those of charts in `styles/charts.css`.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr

__all__ = ["FAVICON", "STYLE_SHEET", "build_theme"]

_FOLDER = Path(__file__).parent
FAVICON = _FOLDER / "favicon.svg"
_STYLES = (
    "base",
    "conversation",
    "controls",
    "question_form",
    "source_panel",
    "narrow_screens",
    "tabs",
    "archive_tab",
    "charts",
    "tabs_on_narrow_screens",
    "index_tab",
    "quality_tab",
)
"""The style sheets in the order in which browsers apply them; a later rule wins over an equal earlier one."""

STYLE_SHEET = "\n".join((_FOLDER / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in _STYLES)

_BACKGROUND = {"body_background_fill": "#fbfaf7", "body_background_fill_dark": "#171614"}
"""The colours `--paper` of `styles/base.css`, written out: the first paint comes before the style sheets."""

_COLOURS = {
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--soft)",
    "background_fill_primary": "var(--sheet)",
    "block_background_fill": "transparent",
    "block_title_text_color": "var(--ink)",
    "block_label_text_color": "var(--ink)",
    "block_info_text_color": "var(--soft)",
    "border_color_primary": "var(--rule)",
    "border_color_accent": "var(--accent)",
    "input_background_fill": "var(--sheet)",
    "input_background_fill_focus": "var(--sheet)",
    "input_border_color": "var(--field)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--faint)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent)",
    "button_primary_border_color": "var(--accent)",
    "button_primary_text_color": "var(--accent-ink)",
    "button_secondary_background_fill": "transparent",
    "button_secondary_background_fill_hover": "transparent",
    "button_secondary_border_color": "var(--rule)",
    "button_secondary_border_color_hover": "var(--accent)",
    "button_secondary_text_color": "var(--accent)",
}
"""Variable of Gradio's theme → colour, the same in the light and the dark theme."""

_SHAPE = {
    "input_radius": "8px",
    "button_large_radius": "8px",
    "button_border_width": "1px",
    "block_border_width": "0px",
    "block_title_text_weight": "600",
}


def build_theme() -> gr.themes.Base:
    """Return Gradio's plainest theme in the page's colours and the system's fonts; no font is downloaded."""
    sans = ["system-ui", "-apple-system", "'Segoe UI'", "Roboto", "'Liberation Sans'", "sans-serif"]
    mono = ["ui-monospace", "'SF Mono'", "Menlo", "Consolas", "monospace"]
    colours = {**_COLOURS, **{f"{name}_dark": colour for name, colour in _COLOURS.items()}}
    theme = gr.themes.Base(font=sans, font_mono=mono)
    return theme.set(**{**colours, **_BACKGROUND}, **_SHAPE)

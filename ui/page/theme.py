"""The page's own theme: paper, ink, 石青 for what can be clicked. Fonts are the system's, nothing is loaded."""

from __future__ import annotations

import gradio as gr
from gradio.themes.utils.colors import Color

FONTS = (
    "system-ui", "-apple-system", "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei UI", "Microsoft YaHei",
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "sans-serif",
)  # fmt: skip
MONO = ("ui-monospace", "SFMono-Regular", "Consolas", "Noto Sans Mono CJK SC", "monospace")

AZURITE = Color(
    "#eef6f7", "#d7eaec", "#b2d6da", "#84bcc3", "#559ea8", "#38828d", "#2b6a75", "#265761", "#234850", "#1f3c43", "#12262b",
    name="azurite",
)  # fmt: skip
PAPER = Color(
    "#fbfaf7", "#f4f2ec", "#e7e4db", "#d3cfc4", "#a5a199", "#797670", "#5b5954", "#45443f", "#2d2e2d", "#212425", "#17191a",
    name="paper",
)  # fmt: skip


def theme() -> gr.themes.Base:
    """The theme, light and dark."""
    base = gr.themes.Base(
        primary_hue=AZURITE, secondary_hue=AZURITE, neutral_hue=PAPER, font=list(FONTS), font_mono=list(MONO),
        radius_size=gr.themes.sizes.radius_md, text_size=gr.themes.sizes.text_md,
    )  # fmt: skip
    return base.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_800",
        body_text_color_dark="*neutral_100",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="*neutral_900",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_900",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_400",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_500",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_700",
    )

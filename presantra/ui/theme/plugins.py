"""Two Reflex plugins: our Tailwind theme, and a build that does not know the address it is served from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

from reflex.plugins import Plugin, TailwindV4Plugin
from reflex_base.plugins.tailwind_v4 import (
    add_tailwind_to_css_file,
    add_tailwind_to_postcss_config,
    compile_config,
)

THEME_NAMES = (
    "theme",
    "base",
    "controls",
    "content",
    "dialogs",
    "mailbox",
    "shell",
    "public",
    "activity",
    "record",
    "lists",
    "imports",
    "security",
    "visits",
    "billing",
    "messages",
    "company",
)
THEME_FILES = tuple(Path(__file__).with_name(f"{name}.css") for name in THEME_NAMES)


class ThemePlugin(TailwindV4Plugin):
    """Tailwind v4 with the stylesheets of this folder as its root, instead of Reflex’s generated file."""

    def __init__(self) -> None:
        super().__init__(config={"plugins": []})

    def pre_compile(self, **context: Any) -> None:
        context["add_save_task"](compile_config, self.get_unversioned_config())
        context["add_save_task"](self._root_style)
        context["add_modify_task"]("postcss.config.js", add_tailwind_to_postcss_config)
        context["add_modify_task"](
            "styles/__reflex_global_styles.css",
            lambda content: add_tailwind_to_css_file(content, include_radix_themes=False),
        )

    @staticmethod
    def _root_style() -> tuple[str, str]:
        return "styles/tailwind.css", "\n".join(file.read_text("utf-8") for file in THEME_FILES)


class PortableOriginPlugin(Plugin):
    """Replace the address baked into the JavaScript by the origin of the page that runs it.

    Reflex wants an absolute ``api_url`` at build time; one build must serve any host and port.
    """

    placeholder: ClassVar[str] = "http://presantra.invalid"
    _literal: ClassVar[re.Pattern[str]] = re.compile(
        r"""(["'`])(?:http|ws)s?://presantra\.invalid(/[^"'`]*)?\1""",
    )

    def post_build(self, **context: Any) -> None:
        """Rewrite the bundles.

        Raises:
            RuntimeError: the address was not found, so Reflex no longer works the way this plugin supposes.
        """
        replaced = 0
        for script in Path(context["static_dir"]).rglob("*.js"):
            text, count = self._literal.subn(self._expression, script.read_text("utf-8"))
            if count:
                script.write_text(text, "utf-8")
                replaced += count
        if not replaced:
            raise RuntimeError("L’adresse à rendre portable est introuvable dans le JavaScript construit.")

    @staticmethod
    def _expression(match: re.Match[str]) -> str:
        path = match.group(2) or ""
        return f'(globalThis.location?.origin+"{path}")'

"""Build the Thai catalogue into its binary form, and carry the folders beside the package into a wheel."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):
    """Compile every .po before a wheel is made; an editable install reads the checkout itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the .mo files; put translations and migrations inside a standard wheel."""
        for po in Path(self.root, "translations").glob("*/LC_MESSAGES/*.po"):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source, locale=po.parents[1].name))
        if version == "standard":
            folders = {name: f"sfc_workshop/{name}" for name in ("translations", "migrations")}
            build_data["force_include"].update(folders)

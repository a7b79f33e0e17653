"""Every word that a patient or a staff member reads: one folder a language, `*.ftl` (Project Fluent)."""

from collections.abc import Mapping
from importlib.resources import files


def sources() -> Mapping[str, tuple[str, ...]]:
    """The texts of every language, as they lie in the files: language -> sources in the order of their names."""
    found: dict[str, tuple[str, ...]] = {}
    for folder in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if folder.is_dir() and not folder.name.startswith("_"):
            texts = sorted((f for f in folder.iterdir() if f.name.endswith(".ftl")), key=lambda f: f.name)
            if texts:
                found[folder.name] = tuple(text.read_text(encoding="utf-8") for text in texts)
    return found

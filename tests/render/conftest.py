"""The catalogue of `tests.render.scenes`, read once."""

from __future__ import annotations

import pytest

from bot.language.catalogue import Catalogue
from tests.render import scenes


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Two languages, and Sylheti which falls back on Bengali."""
    return Catalogue.load(scenes.locales(tmp_path_factory.mktemp("locales")))

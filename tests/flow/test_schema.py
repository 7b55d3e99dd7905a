"""The published schemas are fresh, and know every key that the loader knows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cli.flow import schemas
from bot.flow.authored import FlowFile
from bot.flow.drafts import keys_for
from bot.flow.schema import json_schema
from bot.questions import QUESTION_TYPES
from tests.flow.files import FLOWS

SCHEMA: Any = json_schema()


@pytest.mark.parametrize("name", schemas())
def test_the_published_schema_is_fresh(name: str) -> None:
    assert (FLOWS / name).read_text(encoding="utf-8") == schemas()[name], (
        "run `kotha flow schema --write`"
    )


def test_every_key_of_the_file_is_in_it() -> None:
    assert set(SCHEMA["properties"]) == set(FlowFile.model_fields)
    assert not SCHEMA["additionalProperties"]


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_every_type_has_its_keys(name: str) -> None:
    step = SCHEMA["$defs"][f"{name}_step"]

    assert set(step["properties"]) == set(keys_for(QUESTION_TYPES[name]))
    assert step["properties"]["type"]["const"] == name
    assert {"id", "type", "text"} <= set(step["required"])


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(SCHEMA)
    names = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}

    assert names <= set(SCHEMA["$defs"])

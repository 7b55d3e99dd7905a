"""A flow folder, read whole: the document, or every problem at once.

Rule: the only module of the flow that opens files; what it returns needs none of them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.flow import drafts, labels, yaml
from bot.flow.assembly import Assembly
from bot.flow.authored import FlowFile
from bot.flow.blocks import Blocks
from bot.flow.compiled import compile_flow
from bot.flow.drafts import Draft
from bot.flow.folder import FILE, LIMIT_BYTES
from bot.flow.mending import mended
from bot.flow.page import Page
from bot.flow.paths import walk
from bot.flow.structure import Document
from bot.flow.texts import Saying, parts, prefix
from bot.flow.yaml import Plain

LIMIT_STEPS = 200
"""Nobody answers so many; every way through them is still walked in well under a second."""


def load(path: Path, blocks: Path) -> Document:
    """The document of a flow folder, or of a `flow.yaml`.

    Raises:
        FlowError: with every error in the file and in the blocks that it uses.
    """
    document, found = problems(path, blocks)
    errors = [problem for problem in found if problem.severity == "error"]
    if document is None or errors:
        raise FlowError(errors)
    return document


def problems(path: Path, blocks: Path) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document, where there is no error, and all that can be said of it."""
    loaded = read(path, blocks)
    return loaded.document, loaded.problems


class Loaded(Struct, frozen=True):
    """A flow, read: for those who have more to say about its words."""

    document: Document | None
    problems: tuple[Problem, ...]
    page: Page | None
    """The flow file itself."""
    sayings: Mapping[str, Saying]
    """Every entry of the catalogue, and where it stands."""


def read(path: Path, blocks: Path) -> Loaded:
    """As `problems`, with the places of all words."""
    reader = _Reader(path / FILE if path.is_dir() else path, blocks)
    document = reader.read()
    found = tuple(sorted(reader.problems))
    return Loaded(document, found, reader.page, reader.sayings)


def read_block(file: Path) -> Loaded:
    """The words of a block as its own file has them, whether or not a flow uses it."""
    reader = _Reader(file, file.parent)
    page = reader.page_of(file)
    found = Blocks([file.stem], lambda _: page).read(file.stem) if page else []
    sayings = {
        key: Saying(key, part.words, draft.page, draft.path + part.path)
        for draft in found
        if draft.words is not None
        for part in parts(draft.words)
        for key in [f"{prefix('', draft)}.{part.name}"]
    }
    return Loaded(None, tuple(sorted(reader.problems)), page, sayings)


class _Reader:
    """Reads one flow: page, steps, what they say of each other, document."""

    def __init__(self, file: Path, blocks: Path) -> None:
        self.problems: list[Problem] = []
        self.page: Page | None = None
        self.sayings: dict[str, Saying] = {}
        self._file = file
        self._folder = blocks

    def read(self) -> Document | None:
        page = self.page = self.page_of(self._file)
        root = page.sheet.root.plain() if page else None
        if page is None or root is None:
            return None
        file = page.convert(FlowFile, root, ()) or mended(FlowFile, root)
        steps = root.get("steps") if isinstance(root, dict) else None
        found = list(self._drafts(page, steps if isinstance(steps, list) else []))
        if file is None:
            self._judge_alone(found)
            return None
        self._judge_name(page, file)
        assembly = Assembly(page, file, found)
        self._judge_alone(found)
        document = assembly.document()
        self.sayings = assembly.sayings
        if self.problems:
            return None
        self._judge_paths(document, found)
        return None if self.problems else document

    def page_of(self, path: Path) -> Page | None:
        """The file as a page, or `None` with the reason noted."""
        name = str(path)
        try:
            with path.open("rb") as opened:
                body = opened.read(LIMIT_BYTES + 1)
        except OSError:
            message = "This file cannot be opened. Check the name of the folder."
            self.problems.append(Problem(name, 1, 1, "F-100", message))
            return None
        sheet, found = yaml.read(body, name)
        self.problems.extend(found)
        return Page(sheet, self.problems) if sheet else None

    def _drafts(self, page: Page, steps: list[Plain]) -> Iterator[Draft]:
        if len(steps) > LIMIT_STEPS:
            message = f"More than {LIMIT_STEPS} steps. Split the consultation."
            return page.error("F-104", ("steps",), message)
        names = sorted(file.stem for file in self._folder.glob("*.yaml"))
        blocks = Blocks(names, lambda name: self.page_of(self._folder / f"{name}.yaml"))
        for place, step in enumerate(steps):
            path = ("steps", place)
            if isinstance(step, dict) and "use" in step:
                yield from blocks.expand(page, path, step)
            else:
                yield drafts.read(page, path, step, "", self._beside)

    def _beside(self, name: str) -> bytes | None:
        file = self._file.parent / name
        if Path(name).name != name or not file.is_file():
            return None
        return file.read_bytes() if file.stat().st_size <= LIMIT_BYTES else None

    def _judge_name(self, page: Page, file: FlowFile) -> None:
        folder = self._file.resolve().parent.name
        if self._file.name == FILE and folder != file.consultation:
            message = (
                f'The folder is called "{folder}". Give the folder and the consultation the '
                "same name."
            )
            page.error("F-160", ("consultation",), message)

    def _judge_alone(self, found: Sequence[Draft]) -> None:
        first: dict[str, Draft] = {}
        for draft in found:
            labels.judge(draft)
            if draft.local and first.setdefault(draft.id, draft) is not draft:
                line = draft.page.sheet.value_at((*first[draft.id].path, "id")).line
                message = f'"{draft.local}" is also the id of the step on line {line}. Rename one.'
                draft.page.error("F-115", (*draft.path, "id"), message)

    def _judge_paths(self, document: Document, found: Sequence[Draft]) -> None:
        """Steps that nobody can be asked."""
        paths = walk(compile_flow(document.flow))
        for draft in found:
            if paths.is_whole and draft.id not in paths.reached:
                message = (
                    f'Nobody can reach "{draft.local}". Check its ask_if, and the go_to of the '
                    "steps before it."
                )
                page, path = draft.place
                page.error("F-127", path, message)

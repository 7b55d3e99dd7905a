"""The layout of a message: sentences, question, hint, options, what may be sent, buttons.

Rule: the same text on every channel, but for what its buttons make needless.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import regex
from msgspec import Struct

from bot.flow.structure import Step
from bot.language.digits import localise
from bot.model import Button, Conversation, Say
from bot.questions.delphi import Delphi
from bot.questions.points import Points
from bot.questions.scale import Scale
from bot.questions.statements import OWN, vote_of
from bot.render.bidi import FSI, PDI
from bot.render.blanks import Filler
from bot.render.labels import option_label
from bot.render.parts import shortened
from bot.render.scene import Scene, Voice
from bot.render.taps import step_mark, tap_data

_GAP = "  "
_RIGHT_TO_LEFT = regex.compile(r"[\p{Script=Arabic}\p{Script=Hebrew}]")
TITLE_CHARS = 40
"""Of a question in the list of what can be changed."""


class Option(Struct, frozen=True):
    """One line to choose from, and the button that does the same."""

    id: str
    """As the button says it: an option id, or `+…` for the bot's own."""
    label: str
    cost: str = ""
    """What choosing it would cost, where the flow says so: written, but not on the button."""

    @property
    def line(self) -> str:
        """As it stands in the list."""
        return f"{self.label} ({self.cost})" if self.cost else self.label


class Page(Struct, frozen=True):
    """A message before it is cut to the channel's limits."""

    text: str
    buttons: tuple[Button, ...]


def compose(
    say: Say, conversation: Conversation, scene: Scene, voice: Voice, *, with_buttons: bool
) -> Page:
    """Lay one message out in one language.

    Raises:
        Incomplete: the language lacks a word of it.
    """
    filler = Filler(say, conversation, scene, voice)
    asked = scene.flow.step(say.ask) if say.ask else None
    options = tuple(_OPTIONS[say.options_of](filler))
    lines = [filler.phrase(phrase) for phrase in say.phrases]
    if asked is not None:
        lines += _question(filler, asked)
    if _is_numbered(filler):
        lines += _columns(filler, options)
    if asked is not None:
        lines += _helpers(filler, asked)
    text = "\n".join(line for line in lines if line.strip())
    return Page(text, tuple(_buttons(filler, options)) if with_buttons else ())


def _question(filler: Filler, step: Step) -> Iterator[str]:
    statement, (n, _) = filler.say.statement or _longest(filler, step), filler.say.nth
    if statement == OWN:
        yield filler.words(step.key("own"))
        return
    if n <= 1:
        yield from _asked(filler, step)
    if statement:
        yield _statement(filler, step, statement)
    if isinstance(step.question, Delphi):
        yield _said_before(filler, step, step.question)


def _longest(filler: Filler, step: Step) -> str:
    """The statement, or item, that takes most room, where none is meant: for whoever looks at a
    question by itself."""
    question = step.question
    keys = {each: step.key(f"{question.puts}.{each}.text") for each in question.pool()}
    if not keys:
        return ""
    return max(keys, key=lambda each: len(filler.words(keys[each])))


def _asked(filler: Filler, step: Step) -> Iterator[str]:
    first, *rest = filler.words(step.key("text")).split("\n")
    if filler.say.progress is not None:
        n, total = (str(number) for number in filler.say.progress)
        first = f"{first} {filler.words('bot.progress', {'n': n, 'total': total})}"
    yield from (first, *rest)
    if "hint" in step.parts:
        yield filler.words(step.key("hint"))


def _statement(filler: Filler, step: Step, statement: str) -> str:
    """What somebody said, its place before it; a resident's is told from ours."""
    said = filler.words(step.key(f"{step.question.puts}.{statement}.text"))
    written = filler.scene.flow.written(step.id) or step
    if statement not in written.question.pool():
        said = filler.words("bot.statement.resident", {"statement": said})
    n, total = filler.say.nth
    place = localise(f"{n}/{total}", filler.voice.language.digits)
    return f"{place} {said}" if total > 1 else said


def _said_before(filler: Filler, step: Step, question: Delphi) -> str:
    """What they gave the item last, and what the group did: never before they have rated it."""
    own = _own_rating(filler, step)
    if own is None:
        return ""
    told = [] if _is_private(filler, step) else [filler.words("bot.delphi.own", {"own": own})]
    group = question.group(filler.say.statement)
    if group is not None:
        low, high = f"{group.quarter:g}", f"{group.three_quarters:g}"
        key = "bot.delphi.group_alike" if low == high else "bot.delphi.group"
        told.append(filler.words(key, {"median": f"{group.median:g}", "low": low, "high": high}))
    return " ".join(told)


def _own_rating(filler: Filler, step: Step) -> str | None:
    answers = filler.conversation.answers
    before = answers.get(vote_of(step.id, filler.say.statement)) if filler.say.statement else None
    return f"{before.value}" if before is not None and isinstance(before.value, int) else None


def _is_private(filler: Filler, step: Step) -> bool:
    return step.sensitive or filler.say.is_shared


# ── Options ───────────────────────────────────────────────────────────────────────────────────


def _step_options(filler: Filler) -> Iterator[Option]:
    step = _step(filler)
    if step is None or filler.say.statement == OWN:
        return
    order = filler.say.order or (step.question.options() if filler.say.ask else ())
    for option in order:
        label = option_label(filler.voice, filler.scene.wording, step, option)
        yield Option(option, label, _cost(filler, step, option))


def _cost(filler: Filler, step: Step, option: str) -> str:
    key = step.key(f"costs.{option}")
    return filler.words(key) if filler.scene.wording.has(key) else ""


def _languages(filler: Filler) -> Iterator[Option]:
    """Each in its own name: the one list that is in many languages, so that all find theirs."""
    for tag in filler.say.order:
        yield Option(f"+lang.{tag}", _own_name(filler, tag))


def _own_name(filler: Filler, tag: str) -> str:
    language = filler.scene.catalogue.language(tag)
    heard = filler.scene.wording.get(tag, "bot.language.listen") if language.listen else ""
    return (heard or "{name}").replace("{name}", language.own_name)


def _steps(filler: Filler) -> Iterator[Option]:
    for step_id in filler.say.order:
        step = filler.scene.flow.step(step_id)
        title, *_ = filler.words(step.key("text")).split("\n")
        yield Option(f"+step.{step_mark(step_id)}", shortened(title, TITLE_CHARS))


def _yes_no(filler: Filler) -> Iterator[Option]:
    pending = filler.conversation.pending
    kind = f".{pending.kind}" if pending is not None else ""
    for option in filler.say.order:
        yield Option(f"+{option}{kind}", filler.words(f"bot.{option}"))


def _echo(filler: Filler) -> Iterator[Option]:
    for option in filler.say.order:
        yield Option(f"+{option}", filler.words(f"bot.echo.{option}"))


_OPTIONS: Mapping[str, Callable[[Filler], Iterator[Option]]] = {
    "step": _step_options,
    "language": _languages,
    "steps": _steps,
    "yes_no": _yes_no,
    "echo": _echo,
}


_IN_WORDS = frozenset({"yes_no", "echo"})


def _is_numbered(filler: Filler) -> bool:
    """Points of a scale are numbers already; to a side question one answers YES or NO, since a
    number would answer the question behind it."""
    if filler.say.options_of in _IN_WORDS:
        return False
    step = _step(filler) if filler.say.options_of == "step" else None
    return step is None or not isinstance(step.question, Scale)


def _numbered(options: tuple[Option, ...], voice: Voice) -> Iterator[str]:
    for number, option in enumerate(options, 1):
        yield f"{localise(str(number), voice.language.digits)} {option.line}"


def _columns(filler: Filler, options: tuple[Option, ...]) -> Iterator[str]:
    """The languages two by two where a line costs as much as a word; each kept apart from its
    neighbour, since two names that run right to left would change places."""
    if filler.say.options_of != "language" or filler.scene.limits.has_buttons:
        yield from _numbered(options, filler.voice)
        return
    lines = tuple(_numbered(tuple(map(_apart, options)), filler.voice))
    for left in range(0, len(lines), 2):
        yield _GAP.join(lines[left : left + 2])


def _apart(option: Option) -> Option:
    if not _RIGHT_TO_LEFT.search(option.label):
        return option
    return Option(option.id, f"{FSI}{option.label}{PDI}")


def _step(filler: Filler) -> Step | None:
    step = filler.say.ask or filler.conversation.step or ""
    return filler.scene.flow.step(step) if filler.scene.flow.written(step) else None


# ── What else may be sent ─────────────────────────────────────────────────────────────────────


def _helpers(filler: Filler, step: Step) -> Iterator[str]:
    helper = _HELPERS.get(step.question.type)
    if helper is not None:
        yield helper(filler, step)
    if step.optional or filler.say.statement == OWN:
        yield filler.words("bot.optional")


def _without_buttons(key: str, hint: str) -> Callable[[Filler, Step], str]:
    """How to answer by typing; unsaid where buttons do it, or `hint` has just said the same."""

    def helper(filler: Filler, _: Step) -> str:
        said = {each.key for p in filler.say.phrases for each in (p, p.hint) if each}
        is_needless = filler.scene.limits.has_buttons or hint in said
        return "" if is_needless else filler.words(key)

    return helper


def _ends_of_scale(filler: Filler, step: Step) -> str:
    scale = step.question
    if not isinstance(scale, Scale):
        return ""
    if not {"low", "high"} <= set(step.parts):
        ends = {"least": str(scale.from_), "most": str(scale.to)}
        return filler.words("bot.hint.number_range", ends)
    return filler.words(
        "bot.scale",
        {
            "least": str(scale.from_),
            "low": filler.words(step.key("low")),
            "most": str(scale.to),
            "high": filler.words(step.key("high")),
        },
    )


def _rating(filler: Filler, step: Step) -> str:
    """The ends of the scale; and how to keep the number that they gave."""
    ends = _ends_of_scale(filler, step)
    if _own_rating(filler, step) is None:
        return ends
    return f"{ends}\n{filler.words('bot.delphi.same')}"


def _points_to_share(filler: Filler, step: Step) -> str:
    question = step.question
    if not isinstance(question, Points):
        return ""
    said = {p.hint.key if p.hint else p.key for p in filler.say.phrases}
    if said & {"bot.hint.points", "bot.hint.points_over"}:
        return ""  # it has just said the same
    key = "bot.points.tap" if filler.scene.limits.has_buttons else "bot.points.text"
    return filler.words(key, question.told)


_HELPERS: Mapping[str, Callable[[Filler, Step], str]] = {
    "multi_choice": _without_buttons("bot.pick_many", "bot.hint.many"),
    "ranking": _without_buttons("bot.pick_order", "bot.hint.ranking"),
    "scale": _ends_of_scale,
    "delphi": _rating,
    "points": _points_to_share,
}


# ── Buttons ───────────────────────────────────────────────────────────────────────────────────


def _buttons(filler: Filler, options: tuple[Option, ...]) -> Iterator[Button]:
    """One for each option, on every channel: where buttons cannot be shown they still tell
    `kotha chat` what there is to choose. The bot's own only where they can."""
    say, conversation = filler.say, filler.conversation
    step = say.ask or conversation.step or ""
    asked = vote_of(step, say.statement) if say.statement else step
    for option in options:
        label = _ticked(filler, option)
        of = step if option.id.startswith("+") else asked
        yield Button(tap_data(conversation.id, of, option.id), label)
    if not filler.scene.limits.has_buttons:
        return
    if options and _gathers(filler):
        done = filler.words("bot.done_button")
        yield Button(tap_data(conversation.id, step, "+done"), done)
    if any(phrase.key == "bot.share_phone" for phrase in say.phrases):
        label = filler.words("bot.share_phone.button")
        yield Button(tap_data(conversation.id, step, "+phone"), label)


def _gathers(filler: Filler) -> bool:
    step = _step(filler)
    is_question = filler.say.ask is not None and filler.say.options_of == "step"
    return is_question and step is not None and step.question.takes_many


def _ticked(filler: Filler, option: Option) -> str:
    """A pick shows a tick, in a ranking its place, and of points how many it has."""
    picked = filler.say.picked or _rated(filler)
    if option.id not in picked:
        return option.label
    step = _step(filler)
    place = _mark_of(step, picked, option.id)
    return f"✓{localise(place, filler.voice.language.digits)} {option.label}"


def _rated(filler: Filler) -> tuple[str, ...]:
    """The number that they gave the item before, where it may be told."""
    step = _step(filler)
    if step is None or not isinstance(step.question, Delphi) or _is_private(filler, step):
        return ()
    own = _own_rating(filler, step)
    return (own,) if own is not None else ()


def _mark_of(step: Step | None, picked: tuple[str, ...], option: str) -> str:
    match step.question.type if step is not None else "":
        case "ranking":
            return str(picked.index(option) + 1)
        case "points":
            return str(picked.count(option))
        case _:
            return ""

"""The words of one consultation in every language, fallbacks settled.

Rule: a message is in one language. Whoever composes one takes all its keys from one `texts(tag)`,
or goes on to the next of `candidates`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Wording:
    """Fresh, non-empty words by language and key; immutable. Compared by identity."""

    def __init__(
        self,
        layers: Mapping[str, Mapping[str, str]],
        chains: Mapping[str, tuple[str, ...]],
        ends: tuple[str, ...],
    ) -> None:
        """`layers`: language to key to words. `chains`: for each language, those to try for a
        whole message, best first. `ends`: the same for a language that nobody knows."""
        self._layers = {tag: MappingProxyType(dict(words)) for tag, words in layers.items()}
        self._chains = dict(chains)
        self._ends = ends
        self._keys = frozenset(key for words in self._layers.values() for key in words)
        self.former: Mapping[str, Mapping[str, tuple[str, ...]]] = {}
        """By language and key of an option, what it was called before, newest first: people may
        still be answering to that."""

    def remembering(self, former: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Wording:
        """The same words, with names that options had before."""
        other = Wording(self._layers, self._chains, self._ends)
        other.former = MappingProxyType(dict(former))
        return other

    def adding(self, texts: Mapping[str, Mapping[str, str]]) -> Wording:
        """The same words, and some more, by language and key."""
        tags = dict.fromkeys((*self._layers, *texts))
        layers = {tag: {**self.texts(tag), **texts.get(tag, _NOTHING)} for tag in tags}
        other = Wording(layers, self._chains, self._ends)
        other.former = self.former
        return other

    def candidates(self, tag: str) -> tuple[str, ...]:
        """Languages to try for a reader of `tag`: it, its chain, the flow's own, English."""
        return self._chains.get(tag, self._ends)

    def texts(self, tag: str) -> Mapping[str, str]:
        """All words of exactly this language."""
        return self._layers.get(tag, _NOTHING)

    def has(self, key: str) -> bool:
        """Whether any language has words for `key`."""
        return key in self._keys

    def get(self, tag: str, key: str) -> str | None:
        """One key as a reader of `tag` sees it where it stands alone; `None` if it is unknown."""
        found = (self.texts(each).get(key) for each in self.candidates(tag))
        return next((text for text in found if text), None)

    def find(self, tag: str, keys: Collection[str]) -> tuple[str, Mapping[str, str]]:
        """The first language that has words for *all* `keys`, and those words.

        If no single language has them all (which a launch refuses), the last resort is each key
        in the best language that has it.

        Raises:
            KeyError: a key that no language has.
        """
        for each in self.candidates(tag):
            words = self.texts(each)
            if all(key in words for key in keys):
                return each, {key: words[key] for key in keys}
        return self.candidates(tag)[0], {key: self.patched(tag)[key] for key in keys}

    def patched(self, tag: str) -> Mapping[str, str]:
        """Every key in the best language that has it: mixes languages, so only the last resort,
        before saying nothing at all."""
        everything: dict[str, str] = {}
        for words in self._layers.values():
            everything = {**words, **everything}
        for each in reversed(self.candidates(tag)):
            everything.update(self.texts(each))
        return everything

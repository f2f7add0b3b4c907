"""The part of a library that a question is asked of: `--only KEY=VALUE` and the page's scope bar."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Passage


@dataclass(frozen=True, slots=True)
class Scope:
    """Every field that is set must hold; the values of one field are alternatives. An empty scope is everything."""

    docs: tuple[str, ...] = ()  # doc_id, file name or title
    kinds: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()  # a substring of one heading
    years: tuple[str, ...] = ()  # a substring of the text: "2019"

    def accepts(self, passage: Passage) -> bool:
        """Whether the passage lies inside the scope."""
        name = passage.source.replace("\\", "/").rsplit("/", 1)[-1]
        return (
            (not self.docs or bool({passage.doc_id, name, passage.source, passage.title} & set(self.docs)))
            and (not self.kinds or passage.kind.value in self.kinds)
            and (not self.speakers or passage.speaker in self.speakers)
            and (not self.sections or any(s in h for s in self.sections for h in passage.heading_path))
            and (not self.years or any(year in passage.text for year in self.years))
        )


EVERYTHING = Scope()

"""A typed question as the reader needs it: completed, taken apart, its words weighed and with other ways to say them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.names import is_noun, reads_as_name
from index.query import Query as SearchQuery
from index.segmenter import normalise
from index.store import Searcher, Store
from qa.answer import Turn
from qa.followup import Completed, complete
from qa.matching import Query, QueryTerm
from qa.question import analyse, without_courtesy, without_mood
from qa.understood import aliases, understood

BARE_NUMBER = 0.5  # a lone number of the question says less than its rarity suggests


class Understanding:
    """Reads questions against the words of one library."""

    def __init__(self, library: Store) -> None:
        self._library = library

    def read(self, text: str, history: Sequence[Turn] = (), searcher: Searcher | None = None) -> Query:
        """The question, put right and completed from the history, with its terms and its vector.

        `searcher` is the library at the moment at which it is searched; None for the present one.
        """
        retriever = searcher or self._library.retriever()
        text, corrections = retriever.correct(without_courtesy(text))
        completed = complete(
            text,
            history,
            lambda other: _words(retriever.parse(other)),
            self._alike,
            retriever.names,
            retriever.of_one_class,
        )
        if completed.unsure and self._asks_of_something_new(text, retriever):
            completed = Completed(text)
        asked = without_mood(completed.text)
        query = retriever.parse(asked)
        question = analyse(asked)
        names = retriever.names(asked)
        return Query(
            question=question,
            terms=tuple(_terms(query, retriever, lambda word: reads_as_name(word, names, self._library.segmenter))),
            pairs=query.pairs,
            vector=self._library.embedder.encode_queries([asked])[0],
            focus=normalise(completed.focus),
            unsure=completed.unsure,
            known=known.known if (known := retriever.known_names) else {},
            understood=understood(question.wants, names, corrections, list(aliases(query, retriever.holds))),
        )

    def _asks_of_something_new(self, text: str, retriever: Searcher) -> bool:
        """Whether a thing or a name in the question stands nowhere in the library."""
        for term in retriever.parse(text).words:
            word = "".join(term.alternatives[0].tokens)
            held = any(retriever.holds(token) for one in term.alternatives for token in one.tokens)
            if not held and (is_noun(word) or not self._library.segmenter.knows(word)):
                return True
        return False

    def _alike(self, word: str, others: Sequence[str]) -> Sequence[float]:
        vectors = self._library.embedder.encode_queries([word, *others])
        return list(map(float, vectors[1:] @ vectors[0]))


def _words(query: SearchQuery) -> list[str]:
    return ["".join(term.alternatives[0].tokens) for term in query.words]


def _terms(query: SearchQuery, retriever: Searcher, named: Callable[[str], bool]) -> list[QueryTerm]:
    """One term for each word of the query, weighed by the rarity of its rarest token."""
    found: dict[str, QueryTerm] = {}
    rarest = retriever.idf("")
    for term in query.words:
        forms = tuple((form, a.weight) for a in term.alternatives if (form := "".join(a.tokens)))
        if not forms or forms[0][1] < 1:  # 有多少 is searched as 数量 too, but nobody said so: no text need hold it
            continue
        weight = max(retriever.idf(token) for token in term.alternatives[0].tokens) / rarest
        if forms[0][0].isdigit():
            weight *= BARE_NUMBER
        found.setdefault(forms[0][0], QueryTerm(weight, forms, named(forms[0][0])))
    return list(found.values())

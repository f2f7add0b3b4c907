"""What other programs can have of the library, as JSON of the contract; every way in calls these."""

from __future__ import annotations

from corpus.document import Policy
from index.errors import DocumentNotFound
from qa.answer import Answer
from qa.passages import find_passages
from qa.policies import find_policies
from qa.quotes import Quote, check, find_quotes
from ui.api.requests import AskRequest, PoliciesRequest, QuotesRequest, SearchRequest, VerifyRequest, WindowRequest
from ui.contract import Json, answer_json, file_name, passages_json
from ui.errors import InterfaceError
from ui.findings import policy_json, quote_check_json, quote_json
from ui.page.desk import Desk


class Service:
    """The read-only services over one desk. Errors are AssistantErrors."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, request: AskRequest) -> Answer:
        """The answer itself, for ways in that write it in a form of their own."""
        return self._desk.answer(request.question, request.turns(), request.only.scope())

    def ask(self, request: AskRequest) -> Json:
        """One answer with its citations, in the contract's form."""
        return answer_json(self.answer(request), explain=request.explain)

    def search(self, request: SearchRequest) -> Json:
        """Ranked passages."""
        with self._desk.reading() as library:
            hits = find_passages(library, request.query, request.k, request.only.scope(), self._desk.reranker)
        return {"query": request.query, "passages": passages_json(hits, explain=request.explain)}

    def quotes(self, request: QuotesRequest) -> tuple[Quote, ...]:
        """Verbatim statements."""
        with self._desk.reading() as library:
            return find_quotes(library, request.speaker, request.about, request.organisation, request.limit)

    def quotes_as_json(self, request: QuotesRequest) -> Json:
        """Verbatim statements, as `yinju quotes --json` gives them."""
        return {**request.model_dump(exclude={"limit"}), "quotes": [quote_json(one) for one in self.quotes(request)]}

    def verify_quote(self, request: VerifyRequest) -> Json:
        """Whether a quotation stands in the documents: 一致, 近似 with the differences, or 未找到."""
        with self._desk.reading() as library:
            return quote_check_json(check(library, request.text))

    def policies(self, request: PoliciesRequest) -> tuple[Policy, ...]:
        """The policies that the documents name."""
        with self._desk.reading() as library:
            return find_policies(library, request.name, request.place, request.issuer, request.year)

    def policies_as_json(self, request: PoliciesRequest) -> Json:
        """The policies, as `yinju policies --json` gives them."""
        return {**request.model_dump(), "policies": [policy_json(one) for one in self.policies(request)]}

    def documents(self) -> Json:
        """What is in the library."""
        return {
            "documents": [
                {
                    "doc_id": info.doc_id,
                    "file": file_name(info.source),
                    "title": info.title,
                    "characters": info.characters,
                    "passages": info.passages,
                    "tables": info.tables,
                    "speakers": list(info.speakers),
                    "warnings": list(info.warnings),
                }
                for info in self._desk.documents()
            ]
        }

    def read_window(self, request: WindowRequest) -> Json:
        """A stretch of a document's text with its surroundings. Raises DocumentNotFound, InterfaceError."""
        with self._desk.reading() as library:
            info = next((one for one in library.documents() if one.doc_id == request.doc_id), None)
            if info is None:
                raise DocumentNotFound("no such document", "文库里没有这篇文档。请用 documents 查看文档编号。")
            text = library.text(info.doc_id)
        start, end = request.char_start, request.char_end
        if not start <= end <= len(text):
            raise InterfaceError(
                f"no characters {start} to {end} of {len(text)}", f"这篇文档有 {len(text)} 个字，没有这个位置。"
            )
        first, last = max(start - request.around, 0), min(end + request.around, len(text))
        return {
            "doc_id": info.doc_id,
            "file": file_name(info.source),
            "title": info.title,
            "char_start": first,
            "char_end": last,
            "line_start": text.count("\n", 0, first) + 1,
            "line_end": text.count("\n", 0, max(last - 1, first)) + 1,
            "text": text[first:last],
            "quote": text[start:end],
        }

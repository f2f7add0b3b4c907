"""The same content, the same bytes: the moments that libraries write into a ZIP package are taken out of it."""

from __future__ import annotations

import io
import re
import zipfile

MOMENT = b"2000-01-01T00:00:00Z"
_DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def repacked(package: bytes) -> bytes:
    """A Word or Excel file with fixed dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _DATED.sub(rb"\g<1>" + MOMENT + rb"\g<2>", data)
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # ZipInfo's own date is fixed
    return out.getvalue()

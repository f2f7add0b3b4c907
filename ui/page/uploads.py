"""The files that came through the browser: kept beside the library, which reads them from there and never loses one."""

from __future__ import annotations

import filecmp
import shutil
from dataclasses import dataclass
from pathlib import Path

from ui.errors import InterfaceError
from ui.records import new_id

UPLOADS = "uploads"  # folder inside the library's: a file of the browser has no path of its own
EARLIER = "earlier"  # in it: files that another one of the same name took the place of


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was kept. `earlier` is where the file that stood there before is now; `path` where it is the same."""

    path: Path
    earlier: Path | None = None

    def take_back(self) -> None:
        """As if it had never come: it turned out to be unreadable."""
        if self.earlier:
            self.earlier.replace(self.path)
        else:
            self.path.unlink(missing_ok=True)


def keep(file: Path, folder: Path) -> Upload:
    """Copy a file of the browser to where its name, not the browser's temporary path, is its source.

    A file of that name with other content, perhaps another user's, is kept in EARLIER. Raises InterfaceError.
    """
    path, draft, earlier = folder / file.name, folder / EARLIER / new_id(), None
    try:
        draft.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, draft)
        if path.is_file() and filecmp.cmp(draft, path, shallow=False):
            draft.unlink()
            return Upload(path, path)
        if path.is_file():
            earlier = path.replace(draft.with_name(f"{path.stem}.{draft.name[:8]}{path.suffix}"))
        return Upload(draft.replace(path), earlier)
    except OSError as error:
        message = f"无法保存《{file.name}》：磁盘已满、没有写入权限，或上传的文件已过期。文库没有改动。请重新添加。"
        raise InterfaceError(f"cannot keep {file}: {error}", message) from error

"""The folder of pages that MkDocs reads, and where each file of the repository is found in it.

A document's links lead to files of the repository. On the site each leads to the page that shows
the file: a document's own, the gallery's for a card, a page of source for code and recipes.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_LANGUAGES = {".py": "python", ".sh": "sh", ".yaml": "yaml", ".json": "json", ".txt": "text"}
_ASSETS = {".png", ".webp", ".gif", ".jpg", ".svg"}
_FENCE = re.compile(r"^(```|~~~)")
# Code spans are passed over; what is left of a link is its target.
_LINK = re.compile(r"`+[^`]*`+|\]\(([^()\s]+)\)")


class Stage:
    """Pages and pictures, under way to MkDocs.

    Args:
        folder: The folder to write them into.
        families: The names of the families, which have a page each.
    """

    def __init__(self, folder: Path, families: list[str]):
        self.folder = folder
        self.families = families
        self._pages: dict[Path, str] = {}  # by the file of the repository that a page shows
        self._waiting: list[tuple[str, Callable[[], str]]] = []
        self._shown: set[str] = set()

    def show(self, file: Path, page: str) -> None:
        """Says that a page of the site shows a file of the repository."""
        self._pages[file.resolve()] = page

    def document(self, file: Path, page: str, front: str = "") -> None:
        """Shows a Markdown document of the repository as a page, behind front matter."""
        self.show(file, page)
        self.write(page, lambda: front + file.read_text(encoding="utf-8"), file)

    def write(self, page: str, text: Callable[[], str], source: Path | None = None) -> None:
        """Writes a page when all pages are known, with links as seen from a file.

        Args:
            page: Path of the page on the site, such as `"families/dcgan.md"`.
            text: Returns its Markdown.
            source: The file of the repository that its links are relative to; `None` where they
                lead to pages of the site already.
        """
        self._waiting.append(
            (page, lambda: self.relink(text(), source, page) if source else text())
        )

    def finish(self) -> None:
        """Writes all pages; those of source files that the others lead to come last."""
        while self._waiting:
            page, text = self._waiting.pop(0)
            path = self.folder / page
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text(), encoding="utf-8")

    def relink(self, text: str, source: Path, page: str) -> str:
        """Returns Markdown whose links lead to pages of the site.

        Args:
            text: Markdown with links to files of the repository.
            source: The file that they are relative to.
            page: The page that will have them.

        Raises:
            FileNotFoundError: If a link leads nowhere.
        """
        lines, fenced = [], False
        for line in text.split("\n"):
            if _FENCE.match(line.strip()):
                fenced = not fenced
            if not fenced:
                line = _LINK.sub(lambda match: self._replaced(match, source, page), line)
            lines.append(line)
        return "\n".join(lines)

    def _replaced(self, match, source, page):
        target = match[1]
        if target is None or re.match(r"[a-z]+:", target):
            return match[0]
        return f"]({self.target(target, source, page)})"

    def target(self, target: str, source: Path, page: str) -> str:
        """Returns where a link of a file of the repository leads to on a page of the site."""
        path, mark, anchor = target.partition("#")
        file = (source.parent / path).resolve() if path else source.resolve()
        if file == ROOT / "docs" / "families.md":
            name = f"families/{anchor}.md" if anchor in self.families else "families/index.md"
            return relative(name, page)
        if not path:
            return target
        if not file.exists():
            raise FileNotFoundError(
                f"{source.relative_to(ROOT)} leads to {target}, which is not there."
            )
        return relative(self._page_of(file), page) + mark + anchor

    def _page_of(self, file):
        if file not in self._pages:
            where = file.relative_to(ROOT).as_posix()
            if file.suffix in _ASSETS:
                self._pages[file] = self.asset(file)
            elif file.is_dir():
                self._pages[file] = f"source/{where}/index.md"
                self.write(self._pages[file], lambda: _listing(file), file / "README.md")
            else:
                self._pages[file] = f"source/{where.replace('.', '-')}.md"
                self.write(self._pages[file], lambda: source_page(file), file)
        return self._pages[file]

    def asset(self, file: Path) -> str:
        """Copies a picture, and returns where it lies on the site."""
        where = f"pictures/{file.relative_to(ROOT).as_posix().removeprefix('docs/pictures/')}"
        if where not in self._shown:
            self._shown.add(where)
            (self.folder / where).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, self.folder / where)
        return where


def relative(target: str, page: str) -> str:
    """Returns the path from one page of the site to another, or to a picture.

    Example:
        >>> relative("pictures/a.png", "families/dcgan.md")
        '../pictures/a.png'
    """
    here = Path(page).parent.parts
    there = Path(target).parts
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    return "/".join([".."] * (len(here) - common) + list(there[common:]))


def source_page(file: Path, title: str | None = None, above: str = "") -> str:
    """Returns a page that shows a file of code or text as it is.

    Args:
        file: The file.
        title: The page's heading; by default the file's path.
        above: Markdown between heading and file.
    """
    language = _LANGUAGES.get(file.suffix, "text")
    where = file.relative_to(ROOT).as_posix()
    code = file.read_text(encoding="utf-8").rstrip("\n")
    fence = "`" * (4 if "```" in code else 3)
    lines = ["---", "search:", "  exclude: true", "---", "", f"# {title or where}", ""]
    if above:
        lines += [above, ""]
    return "\n".join([*lines, f'{fence}{language} title="{where}"', code, fence, ""])


def _listing(folder: Path) -> str:
    """Returns a page with links to the files of a folder."""
    where = folder.relative_to(ROOT).as_posix()
    files = [path for path in sorted(folder.iterdir()) if not path.name.startswith(("_", "."))]
    return "\n".join([f"# {where}", "", *(f"- [`{path.name}`]({path.name})" for path in files), ""])

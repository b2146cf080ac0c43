"""The experiments of the lectures as their notebooks hold them: text, code, and what it gave."""

import base64
import json
from pathlib import Path

from site_pages.stage import ROOT, Stage, relative

FOLDER = ROOT / "lectures"
INDEX = "lectures/index.md"
LANGUAGES = {"en": "English", "zh": "中文"}


def add_lectures(stage: Stage) -> list[dict]:
    """Adds a page for each notebook, and returns them by the name of their language."""
    stage.document(FOLDER / "README.md", INDEX)
    return [
        {name: [_add(stage, file) for file in sorted((FOLDER / language).glob("*.ipynb"))]}
        for language, name in LANGUAGES.items()
    ]


def _add(stage: Stage, file: Path) -> str:
    page = f"lectures/{file.parent.name}/{file.stem}.md"
    stage.show(file, page)
    stage.write(page, lambda: notebook_page(stage, file, page))
    return page


def notebook_page(stage: Stage, file: Path, page: str) -> str:
    """Returns a notebook as Markdown, and puts the pictures of its outputs beside the others.

    Args:
        stage: Where the pictures go.
        file: The notebook, with its outputs.
        page: The page that it becomes.
    """
    parts = []
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(stage.relink(text, file, page))
            continue
        parts.append(f"```python\n{text}\n```")
        for output in cell["outputs"]:
            parts.append(_shown(stage, output, file, page, len(parts)))
    return "\n\n".join(filter(None, parts)) + "\n"


def _shown(stage, output, file, page, number):
    if output["output_type"] == "stream":
        return f"```text\n{''.join(output['text']).rstrip()}\n```"
    data = output.get("data", {})
    if "image/png" in data:
        where = f"pictures/lectures/{file.parent.name}-{file.stem}-{number}.png"
        path = stage.folder / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode("".join(data["image/png"])))
        return f"![what the cell above draws]({relative(where, page)})"
    text = "".join(data.get("text/plain", []))
    return f"```text\n{text}\n```" if text else ""

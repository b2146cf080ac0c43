"""Builds the site: the documents, the families, the gallery, the results and the API.

    python docs/make_site.py [FOLDER]

by default into `build/site`; `make docs` does the same. It is looked at through
`python -m http.server -d build/site`; nothing of it comes from elsewhere, the fonts and the
search's index neither.
"""

import sys
from pathlib import Path

from site_pages.building import build

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site")

"""What griffe is told of our docstrings: `Example:` is a section, as `Examples:` is to it."""

import re
from typing import Any

from griffe import Extension, Object


class SingularExamples(Extension):
    """Reads the section `Example:` as code, which griffe does of `Examples:` alone."""

    def on_object(self, *, obj: Object, **kwargs: Any) -> None:
        """Renames the section of a docstring."""
        if obj.docstring:
            obj.docstring.value = re.sub(r"(?m)^Example:$", "Examples:", obj.docstring.value)

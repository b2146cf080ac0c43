"""What is installed holds every file that the code looks for, and says one version everywhere."""

import contextlib
import fnmatch
import io
import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
import setuptools  # noqa: F401  # brings distutils, which Python 3.12 has no more
import yaml

from distutils.core import run_setup  # isort: skip

import keras_gan_zoo
from keras_gan_zoo.storage.cache import cache_folder, write_atomically
from keras_gan_zoo.storage.packages import Package, fetch_members

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "keras_gan_zoo"
MADE = ("__pycache__", ".pyc")

SCHEMA = "cffconvert/schemas/1.2.0/schema.json"
SCHEMA_SHA256 = "0b8d22140da702d766df318dcff3a91af2f39521298dcf36d76315fd99cc169b"


@pytest.fixture(scope="module")
def distribution():
    """setup.py's own settings, without building anything."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return run_setup("setup.py", stop_after="init")
    finally:
        os.chdir(before)


def installed_files(distribution):
    """Returns the files of the repository that are installed, by where they lie here."""
    found = set()
    for package in distribution.packages:
        folder = ROOT / distribution.package_dir.get(package, package.replace(".", "/"))
        found |= set(folder.glob("*.py"))
        for pattern in distribution.package_data.get(package, ()):
            found |= set(folder.glob(pattern))
    return found


def there(*folders):
    return {
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not any(made in path.as_posix() for made in MADE)
    }


def test_every_file_of_the_package_is_installed(distribution):
    assert there("keras_gan_zoo") - installed_files(distribution) == set()
    assert PACKAGE / "py.typed" in installed_files(distribution)


def test_weights_and_recipes_are_installed_where_they_are_looked_for(distribution):
    assert there("saved_models", "recipes") - installed_files(distribution) == set()
    assert len(there("saved_models")) > 200 and len(there("recipes")) > 30
    # What `stored_weights` and `stored_recipes` look into, beside their own packages.
    for module, name in (
        ("registry/stored_weights.py", "saved_models"),
        ("recipes/stored_recipes.py", "recipe_files"),
    ):
        assert f'_ROOT / "{name}"' in (PACKAGE / module).read_text(encoding="utf-8")
        assert f"keras_gan_zoo.{name}" in distribution.packages


def test_what_the_tests_need_comes_with_the_extra(distribution):
    extras = distribution.extras_require
    assert set(extras["docs"]) <= set(extras["test"])
    for name, requirements in extras.items():
        for requirement in requirements:
            assert re.search(r"[<>=]", requirement), f"{requirement} of {name} has no bound"


def test_one_version_everywhere(distribution):
    version = keras_gan_zoo.__version__
    assert distribution.metadata.version == version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, date = re.search(r"^## \[(\d[^\]]*)\] - (\S+)$", changelog, re.MULTILINE).groups()
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert version == newest == citation["version"]
    assert str(citation["date-released"]) == date
    assert citation["license"] == distribution.metadata.license == "Apache-2.0"


def test_the_changelog_has_the_form_that_it_names():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    released = [
        re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)", each) for each in headings[1:]
    ]
    assert all(released)
    numbers = [tuple(map(int, each[1].split("."))) for each in released]
    assert numbers == sorted(numbers, reverse=True)
    assert [each[2] for each in released] == sorted((each[2] for each in released), reverse=True)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= kinds


def test_every_family_that_the_changelog_names_is_there_and_none_is_left_out():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    lines = re.findall(r"^- Families.*?(?=^- |^#)", text, re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`(\w+)`", " ".join(lines))) - {"register", "minimize", "reinforce"}
    assert {name for name in named if name not in keras_gan_zoo.list_models()} == set()
    own = [
        name
        for name in keras_gan_zoo.list_models()
        if keras_gan_zoo.registry.is_own(keras_gan_zoo.registry.find(name))
    ]
    assert set(own) - named == set(), "CHANGELOG.md names each family where it was added"


def cff_schema():
    """The schema of CITATION.cff, as the package cffconvert carries it; it is not installed."""
    kept = cache_folder() / "cff" / "schema-1.2.0.json"
    if not kept.is_file():
        package = Package("pip", "cffconvert", "2.0.0")
        contents, _ = fetch_members(package, {SCHEMA: SCHEMA_SHA256})
        write_atomically(kept, lambda file: file.write(contents[SCHEMA]))
    return json.loads(kept.read_text(encoding="utf-8"))


def test_the_citation_is_valid_by_its_schema():
    # Dates stay text, as the schema has them.
    loader = type(
        "Loader",
        (yaml.SafeLoader,),
        {
            "yaml_implicit_resolvers": {
                first: [
                    (tag, regexp) for tag, regexp in resolvers if not tag.endswith(":timestamp")
                ]
                for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
            }
        },
    )
    citation = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), loader)
    schema = cff_schema()
    jsonschema.validate(citation, schema)
    for broken in (
        {"authors": []},
        {"version": None},
        {"license": "Apache"},
        {"date-released": "today"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**citation, **broken}, schema)


def test_the_source_distribution_takes_what_the_tests_read():
    """Every folder and file at the top of the repository, but for git's own, is in MANIFEST.in."""
    lines = (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines()
    taken = {"keras_gan_zoo", "setup.py", "MANIFEST.in"}  # by setuptools itself
    for line in lines:
        verb, *names = line.split() or [""]
        if verb in ("graft", "include"):
            taken |= set(names)
    left = {
        path.name
        for path in ROOT.iterdir()
        if not any(fnmatch.fnmatch(path.name, each) for each in ignored())
    }
    assert left - taken == set()


def ignored():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return {".git", ".gitignore", *(line.strip("/") for line in lines if line.strip())}

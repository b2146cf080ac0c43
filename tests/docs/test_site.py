"""The site as a visitor has it: no dead link, nothing from elsewhere, searched and filtered."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from chromium import Chromium, find_chromium

import keras_gan_zoo
from keras_gan_zoo import registry

DOCS = Path(__file__).parents[2] / "docs"
NOT_OF_THE_SITE = ("http:", "https:", "mailto:", "data:", "javascript:")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site, built once."""
    folder = tmp_path_factory.mktemp("built") / "site"
    sys.path.insert(0, str(DOCS))
    try:
        from site_pages.building import build

        build(folder)
        yield folder
    finally:
        sys.path.remove(str(DOCS))


@pytest.fixture(scope="module")
def address(site):
    """Where Python's own server shows the site."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", site]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    yield re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())[0]
    server.terminate()
    server.wait(30)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser; what it asks for and what its pages fail by is looked at when all is done."""
    with Chromium(find_chromium(), tmp_path_factory.mktemp("profile")) as browser:
        browser.look(1280, 900)
        yield browser
        asked = {urlsplit(each).hostname for each in browser.requests}
        assert asked - {None} == {"127.0.0.1"}
        assert browser.errors == []


class Page(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links, self.loaded = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href") is not None:
            self.links.add(given["href"])
        elif tag == "link" and "href" in given:
            self.loaded.add(given["href"])
        elif given.get("src"):
            self.loaded.add(given["src"])


@pytest.fixture(scope="module")
def pages(site):
    """Every page by its path."""
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def led_to(site, page, link):
    """Returns the file that a link leads to, and its anchor."""
    parts = urlsplit(link)
    path = unquote(parts.path)
    start = site if path.startswith("/") else page.parent
    file = (start / path.lstrip("/")).resolve() if path else page
    return (file / "index.html" if file.is_dir() else file), unquote(parts.fragment)


def dead_links(site, pages):
    """Returns the links of pages that lead to no file of the site, or to no place in it."""
    dead, by_file = [], {path.resolve(): page for path, page in pages.items()}
    for path, page in pages.items():
        for link in page.links | page.loaded:
            if link.startswith(NOT_OF_THE_SITE):
                continue
            file, anchor = led_to(site.resolve(), path.resolve(), link)
            there = file.is_file() and site.resolve() in file.parents
            if there and anchor and file.suffix == ".html":
                there = anchor in by_file[file].anchors
            if not there:
                dead.append(f"{path.relative_to(site)}: {link}")
    return dead


def test_no_link_is_dead(site, pages):
    assert len(pages) > 200
    assert dead_links(site, pages) == []


def test_the_search_for_dead_links_finds_them(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="a/#top"></a><a href="a/#none"></a><img src="b.png">'
    )
    (tmp_path / "a" / "index.html").write_text(
        '<p id="top"><a href="../../outside"></a><a href="..">'
    )
    read = {path: Page(path.read_text()) for path in tmp_path.rglob("*.html")}
    assert sorted(dead_links(tmp_path, read)) == [
        "a/index.html: ../../outside",
        "index.html: a/#none",
        "index.html: b.png",
    ]


def test_nothing_is_loaded_from_elsewhere(site, pages):
    strange = {
        f"{path.relative_to(site)}: {link}"
        for path, page in pages.items()
        for link in page.loaded
        if link.startswith(("http:", "https:", "//"))
    }
    assert strange == set()
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\([\"']?(?:https?:)?//[^)]*\)|@import", styles) == []


def test_every_family_and_every_weights_have_their_page(site, pages):
    own = [name for name in keras_gan_zoo.list_models() if registry.is_own(registry.find(name))]
    index = (site / "families" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<li data-task="([^"]+)" data-year="([^"]+)"><a href="(\w+)/">', index)
    assert [name for _, _, name in found] == own
    for task, year, name in found:
        entry = registry.find(name)
        assert task == entry.task
        assert year == (f"20{entry.paper[:2]}" if entry.paper else "before arXiv")
        page = (site / "families" / name / "index.html").read_text(encoding="utf-8")
        assert entry.title.split(":")[0] in page.replace("&amp;", "&")
        assert (entry.class_name in page and "train_step" in page) or "Algorithm: that of" in page
    gallery = (site / "gallery" / "index.html").read_text(encoding="utf-8")
    for family, names in registry.list_weights().items():
        for name in names:
            assert f'href="../gallery/{family}-{name}/"' in gallery
            card = (site / "gallery" / f"{family}-{name}" / "index.html").read_text("utf-8")
            assert "Known failures" in card


def test_every_public_name_is_in_the_api(site):
    from site_pages import api

    for folder in [api.PACKAGE, *api.public_packages()]:
        names = api.public_names(folder)
        if names:
            package = ".".join(folder.relative_to(api.ROOT).parts)
            page = (site / "api" / package / "index.html").read_text(encoding="utf-8")
            assert [name for name, module in names.items() if f"{module}.{name}" not in page] == []
    hub = (site / "api" / "keras_gan_zoo.hub" / "index.html").read_text(encoding="utf-8")
    assert "no half of itself" not in hub and "Writes a model to hand out" in hub


def shown_families(browser):
    script = "[...document.querySelectorAll('.zoo-cards > li')].filter(c => c.offsetParent)"
    return browser.run(f"{script}.map(c => c.querySelector('strong').textContent)")


def families(task=None, year=None):
    return [
        name
        for name in keras_gan_zoo.list_models(task=task)
        if registry.is_own(registry.find(name))
        and year in (None, f"20{(registry.find(name).paper or '    ')[:2]}")
    ]


def box(name, value):
    return f'.zoo-filter label:has([name="{name}"][value="{value}"])'


def test_families_are_filtered_by_click_and_the_address_keeps_it(browser, address):
    browser.open(f"{address}families/")
    assert shown_families(browser) == families()
    browser.click(box("task", "translation"))
    assert shown_families(browser) == families("translation")
    browser.click(box("year", "2017"))
    chosen = families("translation", "2017")
    assert "cyclegan" in chosen and "pix2pix" not in chosen
    assert shown_families(browser) == chosen
    assert browser.run("location.search") == "?task=translation&year=2017"
    assert browser.run("document.querySelector('.zoo-count').textContent").startswith(
        f"{len(chosen)} of {len(families())} "
    )
    browser.open(browser.run("location.href"))
    assert shown_families(browser) == chosen
    browser.click(box("task", "translation"))
    assert shown_families(browser) == families(year="2017")
    browser.click(box("year", "2017"))
    assert shown_families(browser) == families() and browser.run("location.search") == ""


def test_families_are_filtered_by_keyboard(browser, address):
    browser.open(f"{address}families/?year=2016")
    assert shown_families(browser) == families(year="2016")
    browser.run(
        "(p => { p.tabIndex = -1; p.focus(); })"
        "(document.querySelector('.zoo-filter').previousElementSibling)"
    )
    focused = "document.activeElement.value"
    for _ in range(20):
        browser.press("Tab")
        if browser.run(focused) == "text":
            break
    assert browser.run(focused) == "text", "Tab reaches the filter"
    outline = "getComputedStyle(document.activeElement.parentElement).outlineStyle"
    assert browser.run(outline) == "solid", "what has the focus is seen"
    browser.press(" ")
    assert shown_families(browser) == families("text", "2016")
    assert "task=text" in browser.run("location.search")


def arrive(browser, path):
    browser.wait_for(f"location.pathname == '{path}' && document.readyState == 'complete'")


def test_the_search_finds_cyclegan_by_a_part_of_its_name(browser, address):
    browser.open(address)
    browser.press("/")
    browser.wait_for("document.activeElement.matches('.md-search__input')")
    browser.type("cycle")
    first = "document.querySelector('.md-search-result__item a')?.getAttribute('href')"
    assert "families/cyclegan/" in browser.wait_for(first)
    browser.press("Enter")
    arrive(browser, "/families/cyclegan/")
    assert browser.run("document.querySelector('h1').textContent").startswith("cyclegan")
    # On from there to a card.
    browser.click("article a[href*='gallery/cyclegan-faces_demo']")
    arrive(browser, "/gallery/cyclegan-faces_demo/")
    assert browser.run("document.querySelector('article img').naturalWidth") > 100


def test_the_gallery_says_what_a_visitor_asks_and_its_line_is_copied(browser, address):
    browser.open(f"{address}gallery/")
    card = (
        "[...document.querySelectorAll('.zoo-weights')]"
        ".find(c => c.querySelector('strong').textContent == 'dcgan/fashion_mnist')"
    )
    said = browser.run(f"{card}.textContent")
    for fact in (
        "fashion_mnist",
        "fid1k_legacy 46.8 (lower)",
        "1,000 pictures",
        "4.3 minutes",
        "0.7 MB",
    ):
        assert fact in said, fact
    browser.allow_clipboard()
    # The theme adds the button when a line comes into sight.
    browser.run(f"{card}.classList.add('this-one'); {card}.scrollIntoView()")
    browser.wait_for("document.querySelector('.this-one button') != null")
    browser.click(".this-one button")
    browser.wait_for("document.querySelector('.md-dialog')?.textContent.trim()")
    copied = browser.run("navigator.clipboard.readText()").strip()
    assert copied == "gan-zoo generate dcgan/fashion_mnist --n 64"


@pytest.mark.parametrize("page", ["", "families/", "gallery/", "families/vae/", "api/"])
def test_a_page_fits_the_window_in_light_and_dark(browser, address, page):
    browser.open(f"{address}{page}")
    try:
        for width, dark in ((390, True), (390, False), (1280, True), (1280, False)):
            browser.look(width, 900, dark)
            scheme = "slate" if dark else "default"
            browser.wait_for(f"document.body.dataset.mdColorScheme == '{scheme}'")
            # The page is laid out anew some time after its window has changed.
            browser.wait_for("document.documentElement.scrollWidth <= innerWidth")
    finally:
        browser.look(1280, 900)


def test_a_folder_of_something_else_is_left_alone(site, tmp_path):
    from site_pages.building import build

    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="holds something that is no site"):
        build(tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_a_link_of_a_document_that_leads_nowhere_is_told(site, tmp_path):
    from site_pages.stage import ROOT, Stage

    stage = Stage(tmp_path, ["dcgan"])
    stage.write("a.md", lambda: "`[no](link.md)` [gone](docs/gone.md)", ROOT / "README.md")
    with pytest.raises(FileNotFoundError, match=r"README\.md leads to docs/gone\.md"):
        stage.finish()
    text = "[a](docs/families.md#dcgan) [b](docs/families.md) [c](recipes/dcgan_faces.yaml) [d](#x)"
    assert stage.relink(text, ROOT / "README.md", "guides/a.md") == (
        "[a](../families/dcgan.md) [b](../families/index.md) "
        "[c](../source/recipes/dcgan_faces-yaml.md) [d](#x)"
    )

"""A headless Chromium that is driven through a pipe, as its own developer tools drive it.

Keys and clicks are the browser's own, not events that a script makes: what has no keyboard, or is
covered by something else, does not react.
"""

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Keys by name: what a page sees as `key` and as the old key code.
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "/": 191}


def find_chromium() -> str:
    """Returns the path of a Chromium; without one the test is skipped, with what to do."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    return found


class PageLeft(AssertionError):
    """The page that was asked has been left for another, as a click or a key has it."""


class Chromium:
    """A browser with one page; to be used in a `with` statement.

    Args:
        program: Its path.
        profile: A folder for what it keeps.
        seconds: How long it is waited for, for each thing.
    """

    def __init__(self, program: str, profile: Path, seconds: float = 240):
        self._seconds = seconds
        self._numbers = itertools.count(1)
        self._left = b""
        self.requests: list[str] = []
        self.errors: list[str] = []
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        self._out, self._in = ours_out, ours_in
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        # It reads from descriptor 3 and writes to 4.
        command = [program, *flags, f"--user-data-dir={profile}", "about:blank"]
        script = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "bash", *command],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)

    def __enter__(self):
        pages = self._ask("Target.getTargets")["targetInfos"]
        (page,) = [each for each in pages if each["type"] == "page"]
        target = {"targetId": page["targetId"], "flatten": True}
        self._session = None
        self._session = self._ask("Target.attachToTarget", **target)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self._ask(f"{domain}.enable")
        return self

    def __exit__(self, *error):
        self._process.terminate()
        self._process.wait(30)
        os.close(self._in)
        os.close(self._out)

    def open(self, address: str) -> None:
        """Opens an address, and waits until it is loaded."""
        self._ask("Page.navigate", url="about:blank")
        self._ask("Page.navigate", url=address)
        self.wait_for("document.readyState == 'complete' && location.href != 'about:blank'")

    def run(self, script: str):
        """Returns the value of an expression of JavaScript."""
        asked = {"expression": script, "returnByValue": True, "awaitPromise": True}
        answer = self._ask("Runtime.evaluate", **asked)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, condition: str):
        """Waits until an expression of JavaScript is true, and returns its value."""
        until = time.monotonic() + self._seconds
        while not (value := self._value_here(condition)):
            assert time.monotonic() < until, f"it did not become true: {condition}"
            time.sleep(0.05)
        return value

    def _value_here(self, condition):
        """Returns the value of an expression; `None` where the page is left meanwhile."""
        try:
            return self.run(condition)
        except PageLeft:
            return None

    def press(self, key: str) -> None:
        """Presses a key: one of `KEYS`, or a letter."""
        code = KEYS.get(key, ord(key[0].upper()))
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        about = {"key": key, "windowsVirtualKeyCode": code}
        down = {"type": "keyDown", **about, **({"text": text} if text else {})}
        self._ask("Input.dispatchKeyEvent", **down)
        self._ask("Input.dispatchKeyEvent", type="keyUp", **about)

    def type(self, text: str) -> None:
        """Types a text, key by key."""
        for letter in text:
            self.press(letter)

    def click(self, selector: str) -> None:
        """Clicks on the middle of the first element that fits, after it was scrolled to."""
        where = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({ block: 'center', behavior: 'instant' });"
            "const r = e.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            place = {"x": where[0], "y": where[1], "button": "left", "clickCount": 1}
            self._ask("Input.dispatchMouseEvent", type=kind, **place)

    def look(self, width: int, height: int, dark: bool = False) -> None:
        """Chooses the size of the window, and whether its user asks for dark pages."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._ask("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])

    def allow_clipboard(self) -> None:
        """Lets pages read what was copied."""
        allowed = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        self._ask("Browser.grantPermissions", permissions=allowed)

    def screenshot(self, path: Path) -> None:
        """Writes what the window shows."""
        path.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot")["data"]))

    def _ask(self, method, **parameters):
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                told = f"{method}: {answer.get('error')}"
                if "navigated" in told or "context was destroyed" in told:
                    raise PageLeft(told)
                assert "error" not in answer, told
                return answer["result"]
            self._note(answer)

    def _note(self, event):
        said = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])
        elif event.get("method") == "Runtime.exceptionThrown":
            self.errors.append(str(said["exceptionDetails"].get("exception", said)))

    def _read(self):
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._in], [], [], self._seconds)
            assert ready, f"Chromium said nothing for {self._seconds} s"
            part = os.read(self._in, 1 << 16)
            assert part, "Chromium has ended"
            self._left += part
        message, _, self._left = self._left.partition(b"\0")
        return json.loads(message)

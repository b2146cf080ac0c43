"""Speaks: runs flite, a speech synthesiser, out of its Debian packages, without installing it.

No other data set runs what it has fetched. The two packages are checked by their SHA-256 before,
are unpacked into a folder that is gone afterwards, and nothing but the text is given to them.
"""

import contextlib
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Any

import numpy as np

from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members

PROGRAM = Package(
    "apt",
    "flite",
    "2.2-5",
    sha256="f4ce03470bf9974c2cb9cacd981e6be29339ef4c97cf994dd6fa3f90e6544db9",
)
"""The synthesiser itself, for Debian on x86-64."""

VOICES = Package(
    "apt",
    "libflite1",
    "2.2-5",
    sha256="bfa8c591f1b47730b30b372ec38e02918a1c9795eada67684e1746390ad2f061",
)
"""Its voices and its dictionary."""

RATE = 16_000
"""Samples a second of all voices but "kal"."""

_PROGRAM = "/usr/bin/flite"
_LIBRARIES = "/usr/lib/x86_64-linux-gnu/libflite*.so.2.2"
_PATIENCE = 60  # seconds for a sentence


class Speaker(contextlib.ExitStack):
    """Speaks sentences; a context, at whose end the program is gone again.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If flite cannot be fetched, or does not run here.

    Example:
        >>> with Speaker() as speaker:  # doctest: +SKIP
        ...     names, seconds, sound = speaker.speak("Good morning.", "slt")
    """

    def __init__(self) -> None:
        super().__init__()
        self._folder: Path | None = None

    def speak(self, text: str, voice: str) -> tuple[list[str], list[float], np.ndarray]:
        """Speaks a sentence.

        Args:
            text: English, on one line.
            voice: "kal16", "awb", "rms" or "slt".

        Returns:
            Names of the phonemes, `pau` for silence; the second at which each ends; and the sound,
            int16 (samples,), at 16,000 a second.
        """
        folder = self._ready()
        output = self._run("-voice", voice, "-psdur", "-t", text, "-o", "spoken.wav")
        names, seconds = parse_ends(output)
        with wave.open(str(folder / "spoken.wav")) as file:
            form = file.getframerate(), file.getnchannels(), file.getsampwidth()
            if form != (RATE, 1, 2):
                raise DataUnavailable(f"flite's voice {voice!r} gave a sound of the form {form}.")
            sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return names, seconds, sound

    def phonemes(self, text: str) -> list[str]:
        """Returns the names of a sentence's phonemes, which are those of every voice."""
        self._ready()
        return self._run("-voice", "kal", "-ps", "-t", text, "-o", "none").split()

    def _ready(self) -> Path:
        if self._folder is None:
            program, _ = fetch_members(PROGRAM, {_PROGRAM: None})
            libraries, _ = fetch_members(VOICES, {_LIBRARIES: None})
            folder = Path(
                self.enter_context(tempfile.TemporaryDirectory(prefix="keras_gan_zoo_speaker_"))
            )
            (folder / "flite").write_bytes(program[_PROGRAM])
            (folder / "flite").chmod(0o700)
            for path, content in libraries.items():
                (folder / Path(path).name.replace(".so.2.2", ".so.1")).write_bytes(content)
            self._folder = folder
        return self._folder

    def _run(self, *arguments: str) -> str:
        folder: Any = self._folder
        try:
            done = subprocess.run(
                [str(folder / "flite"), *arguments],
                cwd=folder,
                env={"LD_LIBRARY_PATH": str(folder), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DataUnavailable(
                f"flite, which speaks the sentences, does not run here ({error}): it is a program "
                "of Debian 12 for x86-64, and needs Linux on such a machine."
            ) from error
        if done.returncode:
            raise DataUnavailable(
                "flite, which speaks the sentences, ended with an error: "
                f"{(done.stderr.strip() or 'none said')[:200]}"
            )
        return done.stdout


def parse_ends(output: str) -> tuple[list[str], list[float]]:
    """Returns the phonemes that flite prints, and the second at which each ends.

    Example:
        >>> parse_ends("pau:0.220 dh:0.252 ")
        (['pau', 'dh'], [0.22, 0.252])
    """
    pairs = [part.rpartition(":") for part in output.split()]
    return [name for name, _, _ in pairs], [float(second) for _, _, second in pairs]

"""The competitors as the benchmark sees them: processes that take turns.

Each has `measure`, which returns the seconds of each part and the numbers that all must agree on,
and `stop`, which ends it and returns the most memory it held, in MiB.
"""

import json
from collections.abc import Callable

from benchmarks.common.answering_process import AnsweringProcess
from benchmarks.costs.throughput.competitor import Competitor

_BURST_SECONDS = 0.7


class Working:
    """A process of worker.py.

    Args:
        module: What it measures.
        name: The competitor.
        python: Its interpreter.
        threads: Its threads.
        arguments: What its module is given.
    """

    def __init__(self, module: str, name: str, python: str, threads: int, arguments: dict):
        command = [python, "-m", "benchmarks.costs.beside_the_step.worker"]
        command += [module, name, str(threads), json.dumps(arguments)]
        self._process = AnsweringProcess(name, command, threads)

    def measure(self) -> tuple[dict[str, float], list[float]]:
        """Lets it measure once."""
        answer = self._process.ask("go")
        return answer["seconds"], answer.get("check", [])

    def stop(self) -> float:
        """Ends it."""
        return self._process.stop()


class Training:
    """A process of ../throughput/worker.py: the step of a training.

    Args:
        name: The competitor.
        python: Its interpreter.
        threads: Its threads.
        network: Name of a setting.
        **changes: What is other than in the setting.
    """

    def __init__(self, name: str, python: str, threads: int, network: str, **changes: int):
        changed = ",".join(f"{key}={value}" for key, value in changes.items())
        self._process = Competitor(name, f"{network}:{changed}", python, threads)
        self._process.settle(_BURST_SECONDS, steps=None)

    def measure(self) -> tuple[dict[str, float], list[float]]:
        """Takes a burst of steps; all competitors have as many weights."""
        return {"step": self._process.step_seconds()}, [self._process.costs["parameters"]]

    @property
    def imported_memory(self) -> float:
        """The most memory that it held when its libraries were imported, in MiB."""
        return self._process.costs["imported_memory"]

    def stop(self) -> float:
        """Ends it."""
        return self._process.stop()


class Beginning:
    """A new process of ../throughput/worker.py at each turn: import, build and first step.

    Args:
        name: The competitor.
        python: Its interpreter.
        threads: Its threads.
        network: Name of a setting.
    """

    def __init__(self, name: str, python: str, threads: int, network: str):
        self._start = lambda: Competitor(name, network, python, threads)
        self._memory = 0.0
        self.imported_memory = 0.0

    def measure(self) -> tuple[dict[str, float], list[float]]:
        """Starts one, and ends it after its first step."""
        process = self._start()
        self.imported_memory = process.costs["imported_memory"]
        self._memory = max(self._memory, process.stop())
        seconds = {part: process.costs[part] for part in ("import", "build", "first_step")}
        return {**seconds, "all": sum(seconds.values())}, [process.costs["parameters"]]

    def stop(self) -> float:
        """Returns the memory of the largest."""
        return self._memory


def starter(cost: str, module: str) -> Callable:
    """Returns what starts a competitor, given its name, interpreter, threads and arguments.

    Args:
        cost: Name of the cost.
        module: Its module.
    """
    if module != "training":
        return lambda name, python, threads, arguments: Working(
            module, name, python, threads, arguments
        )
    kind = Beginning if cost == "beginning" else Training
    return lambda name, python, threads, arguments: kind(name, python, threads, **arguments)

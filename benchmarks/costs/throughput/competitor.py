"""A competitor as the benchmark sees it: a process that takes steps when it is told to."""

from benchmarks.common.answering_process import AnsweringProcess

IN_TORCH = ("torch", "torch_channels_last", "torch_compile")
"""Competitors that need the interpreter with PyTorch."""

COMPETITORS = ("ours", "ours_side_by_side", "keras", *IN_TORCH)


class StepsWhenTold(AnsweringProcess):
    """A process that takes as many steps as it is told to, and says how long they took."""

    steps = 1

    def step_seconds(self) -> float:
        """Takes a burst of steps, and returns what one took."""
        answer = self.ask(self.steps)
        return answer["seconds"] / (self.steps + answer["excess"])

    def settle(self, seconds: float, steps: int | None = None) -> None:
        """Warms up, and finds how many steps a burst of so many seconds has."""
        self.step_seconds()
        self.steps = steps or max(1, round(seconds / self.step_seconds()))


class Competitor(StepsWhenTold):
    """A process that trains a network when it is told to.

    Args:
        name: One of COMPETITORS.
        network: What `find_setting` takes.
        python: Its interpreter.
        threads: Its threads.

    Raises:
        RuntimeError: If the process ends before its first step.
    """

    def __init__(self, name: str, network: str, python: str, threads: int):
        command = [python, "-m", "benchmarks.costs.throughput.worker", name, network, str(threads)]
        super().__init__(name, command, threads)
        self.costs = self.begun

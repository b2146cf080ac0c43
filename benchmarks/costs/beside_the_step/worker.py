"""One competitor: a process that measures itself when it is told to.

    python -m benchmarks.costs.beside_the_step.worker MODULE COMPETITOR THREADS ARGUMENTS

MODULE's `begin(COMPETITOR, THREADS, **ARGUMENTS)`, the arguments as JSON, prepares everything and
returns the function that each line `go` calls. Its answer has the seconds of each part, and
under `check` numbers that must be the same for all competitors. `stop` is answered with the most
memory that was held.
"""

import importlib
import json
import sys

from benchmarks.common.answering_process import open_answers, peak_memory

MODULES = {
    "callbacks": "benchmarks.costs.beside_the_step.callbacks",
    "features": "benchmarks.costs.beside_the_step.features",
    "frechet": "benchmarks.costs.beside_the_step.frechet",
    "loading": "benchmarks.costs.beside_the_step.loading",
}
"""By name: of them a process imports its own alone, as its interpreter may lack the others'."""


def main():
    module, competitor, threads, arguments = sys.argv[1:]
    write = open_answers()
    begin = importlib.import_module(MODULES[module]).begin
    measure = begin(competitor, int(threads), **json.loads(arguments))
    write({})
    for line in iter(sys.stdin.readline, ""):
        if line.strip() == "stop":
            write({"memory": peak_memory()})
            return
        write(measure())


if __name__ == "__main__":
    main()

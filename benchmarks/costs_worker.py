"""One competitor of benchmarks/costs.py: a process that measures itself when it is told to.

    python benchmarks/costs_worker.py MODULE COMPETITOR THREADS ARGUMENTS

`costs_MODULE.begin(COMPETITOR, THREADS, **ARGUMENTS)`, the arguments as JSON, prepares everything
and returns the function that each line `go` calls. Its answer has the seconds of each part, and
under `check` numbers that must be the same for all competitors. `stop` is answered with the most
memory that was held.
"""

import importlib
import json
import sys

from answering_process import open_answers, peak_memory


def main():
    module, competitor, threads, arguments = sys.argv[1:]
    write = open_answers()
    begin = importlib.import_module(f"costs_{module}").begin
    measure = begin(competitor, int(threads), **json.loads(arguments))
    write({})
    for line in iter(sys.stdin.readline, ""):
        if line.strip() == "stop":
            write({"memory": peak_memory()})
            return
        write(measure())


if __name__ == "__main__":
    main()

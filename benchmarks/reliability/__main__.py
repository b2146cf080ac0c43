"""What is lost when something fails: faults are planted, and the training goes on.

    python -m benchmarks.reliability [--kills 3] [--only dcgan wgan_gp ...]

Small trainings run in processes of their own, to each of which one thing after another happens at
random moments: after each it is started again by the same call, and at last, in a new interpreter,
it has to come to the weights, optimizers, random states and logs of the training to which nothing
happened, bit for bit. Beside that the readers of data, recipes and models are given broken input,
every family is trained in mixed precision and on replicas, and memory is measured.

Each part is kept in --cells and not run again, so that this can be stopped and started again. It
writes benchmarks/results/reliability.md, and the same table into docs/reliability.md.
"""

import argparse
import json
import os
import re
import shutil
from pathlib import Path

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Sums are added up in the same order, however many processes share the machine.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")

import keras_gan_zoo
from benchmarks.common.places import DOCS, RESULTS
from benchmarks.reliability import check, families, fuzz, memory
from benchmarks.reliability.faults import STEPS, Incidents, straight
from benchmarks.reliability.processes import result_of
from benchmarks.reliability.rows import rows
from benchmarks.reliability.worker import Training

_TABLE = re.compile("(?<=<!-- table -->\n).*?(?=<!-- end -->)", re.DOTALL)
_VARIOUS = ("gan", "wgan_gp", "cyclegan", "seqgan", "acgan", "pix2pix")
"""Families to which everything happens; all others are killed only."""


class Cells:
    """Results that are kept in files, and what is needed to make them in a folder beside.

    Args:
        folder: Of the files.
    """

    def __init__(self, folder):
        self.folder = folder.absolute()

    def get(self, name, run):
        """Returns the result of a function of a new folder, from its file if it was run before."""
        path, work = self.folder / f"{name}.json", self.folder / "work" / name
        if not path.exists():
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            result = run(work)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(result))
            shutil.rmtree(work, ignore_errors=True)
            print(name, json.dumps(result)[:300], flush=True)
        return json.loads(path.read_text())


def trainings(kills, only):
    """Yields the trainings: a name, what is trained, and the incidents one after another."""
    for family in keras_gan_zoo.list_models():
        if family in only:
            more = family in _VARIOUS
            yield f"killed/{family}", {"family": family}, ["killed"] * (kills + more)
    for family in _VARIOUS:
        if family in only:
            yield (
                f"various/{family}",
                {"family": family},
                ["interrupted", "disk_full", "damaged", "not_finite", "terminated", "no_folder"],
            )
    if "gan" in only:
        yield "service/gan", {"family": "gan", "service": True}, ["killed"] * kills
    for family in ("gan", "wgan_gp"):
        if family in only:
            training = {"family": family, "strategy": "multi_worker"}
            yield f"workers/{family}", training, ["worker_killed"] * 2


def run_incidents(cells, name, training, incidents):
    """Returns what each incident of a training did, and whether it came to the same end."""

    def trained(folder):
        timed, outcome = straight(Training(folder, steps=STEPS, **training))
        return timed, outcome

    def happened(folder):
        seconds, outcome = cells.get("_".join(["straight", *map(str, training.values())]), trained)
        one = Incidents(Training(folder, steps=STEPS, **training), seconds, name)
        found = []
        for incident in incidents:
            if not one.finished:
                found.append({"fault": incident, **getattr(one, incident)()})
        state, logs = one.finish()
        return {
            "incidents": found,
            "state": state == outcome[0],
            "logs": logs == outcome[1],
            "family": training["family"],
        }

    return cells.get(name, happened)


def in_a_process(run, *arguments, **options):
    """Returns a function of a folder that runs another in a process of its own."""
    return lambda folder: result_of(run, *arguments, folder, folder=folder, **options)


def collect(options) -> dict:
    """Runs what has not been run yet and returns all results by kind and name."""
    cells, found = Cells(options.cells), {}
    for name, training, incidents in trainings(options.kills, options.only):
        result = run_incidents(cells, name, training, incidents)
        found.setdefault("trainings", {})[name] = result
    for reader, count in fuzz.READERS.items():
        count = min(count, options.inputs)
        run = in_a_process(fuzz.fuzz, reader, count)
        found.setdefault("fuzz", {})[reader] = cells.get(f"fuzz/{reader}_{count}", run)
    run = in_a_process(memory.too_large, environment=memory.TOO_LITTLE)
    found["too_large"] = cells.get("too_large", run)
    for family in options.only:
        for policy in ("mixed_bfloat16", "mixed_float16"):
            run = in_a_process(families.mixed_precision, family, policy)
            found.setdefault(policy, {})[family] = cells.get(f"{policy}/{family}", run)
        run = in_a_process(families.foreign_weights, family)
        found.setdefault("weights", {})[family] = cells.get(f"weights/{family}", run)
    for family in options.only:
        run = in_a_process(families.replicas_apart, family)
        found.setdefault("replicas", {})[family] = cells.get(f"replicas/{family}", run)
    for kind, count in memory.MEASUREMENTS.items():
        count = min(count, options.count)
        # What a copy of this process touches for the first time would look like growth.
        run = in_a_process(memory.measure, kind, count, fresh=True)
        found.setdefault("memory", {})[kind] = cells.get(f"memory/{kind}_{count}", run)
    run = in_a_process(check.check_cost, check.PAIRS)
    found["check"] = cells.get("check", run)
    return found


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reliability", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--kills", type=int, default=3, help="kill -9 of each training")
    parser.add_argument("--only", nargs="+", default=keras_gan_zoo.list_models(), metavar="FAMILY")
    parser.add_argument("--inputs", type=int, default=10**9, help="at most, of each reader")
    parser.add_argument("--count", type=int, default=10**9, help="at most, of what memory is for")
    parser.add_argument("--cells", type=Path, default=Path("build/reliability"))
    parser.add_argument("--results", type=Path, default=RESULTS / "reliability.md")
    parser.add_argument("--page", type=Path, default=DOCS / "reliability.md")
    options = parser.parse_args()
    found = collect(options)
    table = ["| fault | trials | what happened | what was lost |", "|---|---|---|---|"]
    table += [f"| {' | '.join(row)} |" for row in rows(found)]
    text = "\n".join(table) + "\n"
    options.results.write_text(
        "# What is lost when something fails\n\n"
        f"{STEPS} steps of each training, a checkpoint every second step. Written by "
        f"`python -m benchmarks.reliability`.\n\n{text}"
    )
    if options.page.exists():
        options.page.write_text(_TABLE.sub(lambda _: text, options.page.read_text()))
    print(text)


if __name__ == "__main__":
    main()

"""The rows of the table that benchmarks/reliability writes."""

from collections.abc import Iterator

from benchmarks.reliability.families import ROUNDING

_FAULTS = {
    "killed": "kill -9 at a random moment",
    "service": "the same, the data through tf.data.service",
    "damaged": "kill -9, and a flipped bit in the newest checkpoint",
    "interrupted": "Ctrl-C at a random moment",
    "terminated": "SIGTERM at a random moment",
    "disk_full": "no room for a checkpoint",
    "no_folder": "a folder that cannot be written",
    "not_finite": "a weight becomes NaN",
    "worker_killed": "kill -9 of one of two workers",
}
_TOLD = {
    "damaged": "named, set aside, and the one before used",
    "interrupted": "finished and saved its step",
    "terminated": "finished and saved its step",
    "disk_full": "named the last good checkpoint",
    "no_folder": "ended before the first step",
    "not_finite": "ended at that step, with the last good checkpoint named",
}
_READERS = {
    "recipes": "recipes of random bytes, keys and values",
    "texts": "text files: invalid UTF-8, empty lines, control characters",
    "arrays": "arrays and array files: NaN, ranges, types, ranks, empty, damaged, pickled",
    "pictures": "folders of up to 5 files: cut, damaged, misnamed, CMYK, 16-bit, animated, links",
    "models": ".keras files with a Lambda, a pickle, a foreign function; cut or damaged ones",
}
_MEMORY = {
    "training": "steps with all callbacks: memory",
    "streaming": "pictures streamed through a training: memory",
    "drawing": "pictures drawn to one file: memory",
}


def rows(found: dict) -> Iterator[tuple[str, str, str, str]]:
    """Yields the table's rows: fault, trials, what happened, what was lost.

    Args:
        found: What `reliability.collect` returned.
    """
    yield from _training_rows(found["trainings"])
    large = found["too_large"]
    advised = f"{large['fitting']} of {large['rows']} examples advised; they fit"
    yield (
        "a step that needs more memory than there is",
        "1",
        advised,
        _lost(large["unchanged"] and large["steps"] == 1),
    )
    for reader, counts in found["fuzz"].items():
        yield (
            _READERS[reader],
            f"{counts['inputs']:,}",
            f"{counts['refused']:,} refused in one sentence, {counts['accepted']:,} accepted, "
            f"{counts['others']} other errors or hangs",
            _lost(not counts["others"] and not counts["touched"]),
        )
    weights = list(found["weights"].values())
    yield (
        f"weights of another architecture, {len(weights)} families",
        str(sum(each["files"] for each in weights)),
        f"{sum(each['refused'] for each in weights)} refused in one sentence",
        _lost(all(each["unchanged"] for each in weights)),
    )
    for policy in ("mixed_bfloat16", "mixed_float16"):
        trained = [all(each.values()) for each in found[policy].values()]
        happened = f"{sum(trained)} train, finite, on float32 weights"
        yield f"`{policy}`, every family", str(len(trained)), happened, _lost(all(trained))
    yield _replicas_row(
        {family: each for family, each in found["replicas"].items() if each["compared"]}
    )
    costs = found["check"]["ratio"] - 1
    yield (
        "the check for NaN and infinity: its share of a step of the default `dcgan`",
        f"{found['check']['pairs']} pairs",
        f"{costs:+.1%} of the processor time",
        _lost(costs < 0.02),
    )
    for kind, measured in found["memory"].items():
        grown = measured["after"] / measured["before"] - 1
        happened = f"{measured['before']:.0f} MiB, then {measured['after']:.0f} MiB: {grown:+.1%}"
        yield _MEMORY[kind], f"{measured['count']:,}", happened, _lost(grown < 0.02)


def _training_rows(trainings):
    for fault, title in _FAULTS.items():
        chosen = []
        for name, training in trainings.items():
            through_service = name.startswith("service/")
            wanted = "killed" if fault == "service" else fault
            if (fault == "service") == through_service:
                chosen += [
                    (training, incident)
                    for incident in training["incidents"]
                    if incident["fault"] == wanted
                ]
        chosen = [(training, incident) for training, incident in chosen if incident["hit"]]
        if not chosen:
            continue
        incidents = [incident for _, incident in chosen]
        same = sum(training["state"] and training["logs"] for training, _ in chosen)
        families = len({training["family"] for training, _ in chosen})
        happened = _TOLD.get(fault)
        happened = f"all {happened}" if happened else ""
        if fault in ("killed", "service"):
            writing = sum(each["writing"] for each in incidents)
            starting = sum(each["starting"] for each in incidents)
            happened = f"{writing} while a checkpoint was written, {starting} before the first step"
        went_on = f"{same} went on to bit-identical weights and logs"
        happened = f"{happened}; {went_on}" if happened else went_on
        redone = max((each.get("redone", 0) for each in incidents), default=0)
        lost = _lost(same == len(chosen))
        if lost == "nothing" and redone:
            lost += f"; steps taken again: {redone} at most"
        trials = f"{len(chosen)}, {families} families" if families > 1 else str(len(chosen))
        yield title, trials, happened, lost


def _replicas_row(compared):
    close = [each["apart"] for each in compared.values() if each["apart"] < ROUNDING]
    far = {family: each for family, each in compared.items() if each["apart"] >= ROUNDING}
    others = {f: each for f, each in far.items() if each["apart"] > 2 * each["bit"]}
    happened = f"the weights of {len(close)} differ by at most {max(close):.0e}"
    if len(far) > len(others):
        happened += (
            f"; those of {len(far) - len(others)} by no more than they do on one replica from "
            "weights that are changed in their last bit"
        )
    if others:
        furthest = max(each["apart"] for each in others.values())
        happened += f"; those of {', '.join(others)} by up to {furthest:.0e}"
    return (
        "two replicas of half a batch for 50 steps, families without batch statistics",
        str(len(compared)),
        happened,
        _lost(not others),
    )


def _lost(nothing) -> str:
    return "nothing" if nothing else "**something**"

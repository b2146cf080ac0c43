"""What was measured, as a table and how it is to be read."""

from benchmarks.costs.throughput.settings import SETTINGS

TITLES = {
    "products": "convolutions, products",
    "normalisation": "normalisation as one operation",
    "moving": "padding, joining, resizing",
    "optimizers": "Adam",
    "random": "random numbers",
    "arithmetic": "other arithmetic",
}


def table(results: dict) -> list[str]:
    """Returns each kind's share of a step, the step's work, and its floor."""
    lines = [
        "| Network | ms a step | "
        + " | ".join(TITLES.values())
        + " | GFLOP | GB | floor, ms | floor's share |",
        "|---" * (len(TITLES) + 6) + "|",
    ]
    for network in SETTINGS:
        if result := results.get(network):
            seconds = result["seconds"]
            cells = [f"{seconds * 1e3:.0f}"]
            cells += [f"{result['kinds'][kind] / seconds:.1%}" for kind in TITLES]
            if "floor" in result:
                cells += [f"{result['operations'] / 1e9:.1f}", f"{result['bytes'] / 1e9:.2f}"]
                cells += [f"{result['floor'] * 1e3:.0f}", f"{result['floor'] / seconds:.0%}"]
            else:
                cells += [""] * 4
            lines.append(f"| {network} | " + " | ".join(cells) + " |")
    return lines


def notes(results: dict) -> str:
    """Returns how the table is to be read."""
    spans = []
    for key in ("operations_a_second", "bytes_a_second"):
        speeds = [result[key] / 1e9 for result in results.values()]
        spans.append(f"{min(speeds):.0f} to {max(speeds):.0f}")
    return (
        "One thread. What is missing from 100% passes between operations. Operations and bytes "
        "are those of the convolutions, matrix products and Adam of `fit`'s own step, of which "
        "the floor takes each at the machine's speed, whichever of the two is longer: "
        f"{spans[0]} GFLOP/s of a large matrix product and {spans[1]} GB/s of memory."
    )

"""What is measured: the costs, their competitors and the points of their curves.

Imports neither TensorFlow nor PyTorch.
"""

import dataclasses

IN_TORCH = frozenset({"torch", "torch_workers", "torchscript"})
"""Competitors that need the interpreter with PyTorch."""

TITLES = {
    "ours": "keras_gan_zoo",
    "keras": "plain Keras",
    "torch": "PyTorch",
    "torch_workers": "PyTorch, loading in processes",
    "torchscript": "the reference TorchScript network",
    "scipy": "NumPy and scipy.linalg.sqrtm",
    "bare": "`fit`",
    "callbacks": "`fit` with callbacks",
}


@dataclasses.dataclass(frozen=True)
class Cost:
    """A cost, and along what it is measured.

    Attributes:
        title: What it is of.
        module: Whose processes measure it: a name in `worker.MODULES`, or "training".
        varied: The argument that makes the curve.
        points: Its values, in the order in which memory should not fall.
        competitors: Who takes turns.
        parts: What is timed, and how the tables call it.
        fixed: The other arguments.
        images: The argument that says how many pictures one measurement takes, if any does.
    """

    title: str
    module: str
    varied: str
    points: tuple
    competitors: tuple[str, ...]
    parts: dict[str, str]
    fixed: dict = dataclasses.field(default_factory=dict)
    images: str | None = None

    def arguments(self, point) -> dict:
        """Returns what the processes of a point are given."""
        return {**self.fixed, self.varied: point}

    def first_points(self, count: int) -> "Cost":
        """Returns the same cost with a curve of so few points."""
        return dataclasses.replace(self, points=self.points[:count])

    def pictures(self, point) -> int | None:
        """Returns how many pictures one measurement at a point takes, if it takes any."""
        return self.arguments(point)[self.images] if self.images else None


COSTS = {
    "beginning": Cost(
        title="Beginning to train",
        module="training",
        varied="network",
        points=("dcgan_32",),
        competitors=("ours", "keras", "torch"),
        parts={"import": "import", "build": "build", "first_step": "first step", "all": "together"},
    ),
    "step_by_batch": Cost(
        title="Training step of dcgan, 32 px",
        module="training",
        varied="batch",
        points=(8, 32, 128),
        competitors=("ours", "torch"),
        parts={"step": ""},
        fixed={"network": "dcgan_32"},
        images="batch",
    ),
    "step_by_side": Cost(
        title="Training step of dcgan, batches of 32",
        module="training",
        varied="side",
        points=(16, 32, 64),
        competitors=("ours", "torch"),
        parts={"step": ""},
        fixed={"network": "dcgan_32", "batch": 32},
        images="batch",
    ),
    "features": Cost(
        title="FID's features",
        module="features",
        varied="count",
        points=(25, 50, 100),
        competitors=("ours", "torchscript"),
        parts={"extraction": ""},
        images="count",
    ),
    "frechet_by_count": Cost(
        title="FID from features of 512 dimensions",
        module="frechet",
        varied="count",
        points=(256, 1024, 4096),
        competitors=("ours", "scipy"),
        parts={"distance": ""},
        fixed={"dimensions": 512},
    ),
    "frechet_by_dimensions": Cost(
        title="FID from 2,500 features",
        module="frechet",
        varied="dimensions",
        points=(512, 1024, 2048),
        competitors=("ours", "scipy"),
        parts={"distance": ""},
        fixed={"count": 2500},
    ),
    **{
        f"loading_{form.lower()}_{side}": Cost(
            title=f"A folder of {form} files, {side} px",
            module="loading",
            varied="count",
            points=(512, 2048),
            competitors=("ours", "torch", "torch_workers"),
            parts={"first": "opened, and a first pass", "later": "a later pass"},
            fixed={"files": f"{form.lower()}_{side}"},
            images="count",
        )
        for side in (64, 256)
        for form in ("PNG", "JPEG")
    },
    "callbacks": Cost(
        title="Callbacks",
        module="callbacks",
        varied="steps",
        points=(100,),
        competitors=("bare", "callbacks"),
        parts={"step": "step", "picture": "a picture", "checkpoint": "a checkpoint"},
    ),
}
"""By name; together a quarter of an hour or less on two idle cores."""

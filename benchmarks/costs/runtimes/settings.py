"""The runtimes, the models and the kinds of file of the table of runtimes."""

from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True)
class Runtime:
    """A column of the table.

    Attributes:
        title: Name and version.
        worker: How `worker.py` calls it; `None` where nothing can be run here.
        packages: What its virtual environment has, pinned; none for that of the benchmark itself.
        reads: The kinds of file that it is for.
        python: The version of Python that has wheels of it, if not that of the benchmark.
        tells_before: Whether the reason stands before the traceback, since C++ prints it.
    """

    title: str
    worker: str | None
    packages: tuple[str, ...]
    reads: tuple[str, ...]
    python: str | None = None
    tells_before: bool = False

    def full_title(self) -> str:
        """Returns the title, with the version where it is that of the benchmark's own packages."""
        return self.title.format(tensorflow=version("tensorflow"))


TFLITE = ("float32", "float16", "dynamic", "int8")
ONNX = ("ONNX by tf2onnx", "ONNX by Keras")
SAVED_MODEL, CORE_ML = "SavedModel", "Core ML"
KINDS = (*TFLITE, SAVED_MODEL, *ONNX, CORE_ML)

RUNTIMES = {
    "litert": Runtime("LiteRT 2.3.0", "litert", ("ai-edge-litert==2.3.0", "numpy"), TFLITE),
    "compiled_model": Runtime(
        "LiteRT 2.3.0, CompiledModel",
        "compiled_model",
        ("ai-edge-litert==2.3.0", "numpy"),
        TFLITE,
    ),
    "litert_1": Runtime(
        "LiteRT 1.0.1", "litert", ("ai-edge-litert==1.0.1", "numpy<2"), TFLITE, "3.11"
    ),
    "tflite_runtime": Runtime(
        "tflite-runtime 2.14.0",
        "tflite_runtime",
        ("tflite-runtime==2.14.0", "numpy<2"),
        TFLITE,
        "3.11",
    ),
    "tflite_runtime_2_7": Runtime(
        "tflite-runtime 2.7.0",
        "tflite_runtime",
        ("tflite-runtime==2.7.0", "numpy<2"),
        TFLITE,
        "3.9",
    ),
    "micro": Runtime(
        "TF-Lite Micro 2026-10-23",
        "micro",
        ("tflite-micro==0.dev20261023182759", "numpy"),
        TFLITE,
        tells_before=True,
    ),
    "openvino": Runtime(
        "OpenVINO 2026.4.1",
        "openvino",
        ("openvino==2026.4.1", "numpy"),
        (*TFLITE, SAVED_MODEL, *ONNX),
    ),
    "onnx_runtime": Runtime(
        "ONNX Runtime 1.31.1", "onnx_runtime", ("onnxruntime==1.31.1", "numpy"), ONNX
    ),
    "tensorflow": Runtime("TensorFlow {tensorflow}", "tensorflow", (), (SAVED_MODEL,)),
    "core_ml": Runtime("Core ML, coremltools 9.0", None, (), (CORE_ML,)),
}
"""By name, the newest of a family first."""

LITE = ("litert", "litert_1", "tflite_runtime", "tflite_runtime_2_7")
"""Of LiteRT's interpreter, the versions from the newest to the oldest."""

CONVERTERS = {
    "tflite": ((*TFLITE, SAVED_MODEL), ()),
    "tf2onnx": ((ONNX[0],), ("tf2onnx==1.17.0", "onnx==1.23.2")),
    "keras_onnx": ((ONNX[1],), ("tf2onnx==1.17.0", "onnx==1.23.2")),
    "coremltools": (
        (CORE_ML,),
        ("coremltools==9.0", "attrs", "cattrs", "pyaml", "sympy", "mpmath"),
    ),
}
"""What `files.py` makes in one process: the kinds, and the packages put beside this environment's,
without what these ask for, so that TensorFlow and NumPy stay those that the zoo is tested with."""

MODELS = {
    "dcgan": ("fashion_mnist", "generate"),
    "acgan": ("fashion_mnist", "generate"),
    "pix2pix": ("openmoji", "x_to_y"),
}
"""Stored weights and the network: from latents, from latents and a class, from a picture."""

FILES = {
    **{kind: f"{kind}.tflite" for kind in TFLITE},
    SAVED_MODEL: "saved_model",
    ONNX[0]: "tf2onnx.onnx",
    ONNX[1]: "keras.onnx",
    CORE_ML: "gan.mlpackage",
}

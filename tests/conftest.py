"""What every test stands on: TensorFlow's environment and a few real pictures."""

import gc
import os
import random

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# A worker a core, a thread a worker; sums are then added up in the same order each time, too.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")

import numpy as np
import pytest

# Tracing makes objects by the thousand that stay: to go through them again and again for garbage
# takes a seventh of the time.
gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Sends tests that share what takes long to make to the same worker.

    Those are the tests of a file, or, of the contracts, which share a traced model of each family,
    the tests of a family.
    """
    from xdist.scheduler import LoadScopeScheduling

    class SharedScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file, _, test = nodeid.partition("::")
            if not file.startswith("tests/contracts/"):
                return file
            return test.partition("[")[2].rstrip("]").partition("-")[0]

    return SharedScheduling(config, log)


def pytest_make_parametrize_id(config, val, argname):
    """Names a file's content by its length, as gzip writes the second into it.

    Workers whose tests have other names, as they were collected in other seconds, run none.
    """
    return f"{len(val)} bytes" if isinstance(val, bytes) and len(val) > 20 else None


def forget_traced_gradients():
    """Lets go of the graphs that TensorFlow keeps for the gradients of `tf.custom_gradient`.

    It registers one for each use in each graph, for good, and the graph lives as long. What a
    module has traced is not differentiated once more by another.
    """
    from tensorflow.python.framework import ops

    registry = ops.gradient_registry._registry
    for name in [name for name in registry if name.startswith("CustomGradient-")]:
        del registry[name]


MODULES_FROZEN = 20
"""After so many modules what is frozen is gone through after all."""


@pytest.fixture(autouse=True, scope="module")
def few_objects_to_go_through(request):
    """Keeps what a module leaves behind out of later searches for garbage.

    The graphs of hundreds of models lie in memory that nothing else touches again, so that it may
    have to be fetched from where the machine has put it. But what was in use at the end of its
    module, as a model that other modules share, becomes garbage later: without a look at it now
    and then two workers held 20 GB of it half-way.
    """
    yield
    forget_traced_gradients()
    count = getattr(request.config, "modules_frozen", 0) + 1
    request.config.modules_frozen = count
    if count % MODULES_FROZEN == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def quick_graphs(request):
    """Runs graphs as they were traced: to optimize one takes longer than the few steps of a test.

    The golden models' graphs are optimized, as a user's are, and so are those of the tests that
    run a process of their own.
    """
    import tensorflow as tf

    quick = request.path.parent.name != "golden"
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": quick})


@pytest.fixture(autouse=True, scope="session")
def variables_without_names_of_their_own():
    """Keeps a variable's name out of the operation that makes it, which is told to nobody.

    For each name that it has not met TensorFlow makes this operation ready anew, in half a
    millisecond, and keeps 35 KB of it for good (findings/tensorflow_keeps_each_variables_name.sh);
    networks of tests have names by the ten thousand. The variable's own name is as ever.
    """
    from tensorflow.python.ops import gen_resource_variable_ops as operations

    made = operations.var_handle_op

    def var_handle_op(*, debug_name="", **arguments):
        return made(**arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "var_handle_op", var_handle_op)
        yield


@pytest.fixture(autouse=True, scope="session")
def operations_without_stack_traces():
    """Lets an operation of a graph not know the lines of Python that it came from.

    To make a graph ready to run TensorFlow puts together the lines of all of its operations, some
    hundred each beneath pytest, which takes as long as all else. What fails while a graph is traced
    is Python's own error, with its own lines.
    """
    import functools

    from tensorflow.python.framework import ops

    with pytest.MonkeyPatch.context() as patch:
        made = functools.partial(ops._create_c_op, extract_traceback=False)
        patch.setattr(ops, "_create_c_op", made)
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Returns a worker for each core: one more takes half as much memory again, and as long."""
    return os.cpu_count() or 1


@pytest.fixture(autouse=True, scope="module")
def no_global_seed():
    """Forgets the global seed that another module set: tf.data mixes it with each seed of its own.

    A process that a test starts has none, and would shuffle in another order. To set it, even to
    none, makes TensorFlow forget how to run each graph that it has run, so that it is done only
    where there is a seed: a family's contracts go on with its graph in the next module.
    """
    import tensorflow as tf

    if tf.compat.v1.get_seed(None)[0] is not None:
        tf.random.set_seed(None)


@pytest.fixture(autouse=True, scope="module")
def same_seeds_for_a_module():
    """Lets what a module builds without a seed be the same in every run."""
    random.seed(0)  # Keras takes its seeds from here


@pytest.fixture(autouse=True)
def same_seeds_for_a_test():
    """Lets what a test builds without a seed be the same in every run, whatever ran before."""
    random.seed(0)


@pytest.fixture(scope="session")
def fashion_mnist_images():
    """512 test images of Fashion-MNIST, (512, 28, 28, 1) in [-1, 1]."""
    from keras_gan_zoo import data

    try:
        return load_images("fashion_mnist")
    except data.DataUnavailable as error:
        pytest.skip(f"Fashion-MNIST is not to be had here: {error}")


@pytest.fixture(scope="session")
def pictures():
    """512 real grey pictures, (512, 28, 28, 1) in [-1, 1].

    Of Fashion-MNIST, or of MNIST where there is no Debian package to take Fashion-MNIST from.
    """
    from keras_gan_zoo import data

    reasons = []
    for name in ("fashion_mnist", "mnist"):
        try:
            return load_images(name)
        except data.DataUnavailable as error:
            reasons.append(str(error))
    pytest.skip(" ".join(reasons))


def load_images(name):
    from keras_gan_zoo import data

    (images,) = data.load(name, split="test", limit=512, batch_size=512)
    return images.numpy()


@pytest.fixture
def cache_dir(tmp_path, monkeypatch):
    """A cache of the test's own, so that no test sees what another, or the user, prepared."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("KERAS_GAN_ZOO_CACHE", str(folder))
    return folder


@pytest.fixture
def register(monkeypatch):
    """Registers sources that are gone after the test."""
    from keras_gan_zoo import data
    from keras_gan_zoo.data import sources

    data.list_sources()
    monkeypatch.setattr(sources, "SOURCES", dict(sources.SOURCES))
    return data.register_source


@pytest.fixture
def save_picture():
    """Returns a function that writes a picture of random pixels and returns them."""
    from PIL import Image

    generator = np.random.default_rng(0)

    def save(path, height=8, width=8, mode="RGB"):
        path.parent.mkdir(parents=True, exist_ok=True)
        shape = (height, width) if mode == "L" else (height, width, 3)
        pixels = generator.integers(0, 256, shape, "uint8")
        Image.fromarray(pixels).save(path)
        return pixels

    return save


@pytest.fixture(scope="session")
def real_set():
    """Returns a function that loads a real set, or skips the test where it is not to be had."""

    from keras_gan_zoo import data

    def load(name, **arguments):
        try:
            return data.load(name, **arguments)
        except data.DataUnavailable as error:
            pytest.skip(f"{name} is needed here; on Debian, `apt-get update` may help. {error}")

    return load

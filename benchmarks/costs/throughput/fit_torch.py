"""Plain PyTorch, as a competitor: eager, channels last or compiled."""

import itertools
import time

from benchmarks.common.answering_process import peak_memory
from benchmarks.costs.throughput.settings import examples, find_setting

_PRODUCT = 2048


def train(competitor, network, threads, make_bursts):
    """Trains by a loop as in PyTorch's own examples until it is told to stop."""
    started = time.perf_counter()
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    imported, imported_memory = time.perf_counter(), peak_memory()
    from benchmarks.costs.throughput import nets_torch, steps_torch, text_torch

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    setting = find_setting(network)
    images = setting.side > 0
    nets = (nets_torch if images else text_torch).networks(setting)
    layout = torch.channels_last if competitor == "torch_channels_last" else None
    if layout:
        nets = {name: net.to(memory_format=layout) for name, net in nets.items()}
    # A second bias, which adds nothing, is of no other competitor.
    parameters = sum(
        parameter.numel()
        for net in nets.values()
        for name, parameter in net.named_parameters()
        if "bias_hh" not in name
    )
    # Of as many threads as the others have, not one more for loading.
    arrays = examples(setting)
    arrays = arrays if isinstance(arrays, tuple) else (arrays,)
    tensors = [torch.from_numpy(array) for array in arrays]
    if images:
        tensors = [tensor.permute(0, 3, 1, 2).contiguous() for tensor in tensors]
    loader = DataLoader(
        TensorDataset(*tensors), setting.batch * setting.batches, shuffle=True, drop_last=True
    )

    def batches():
        for _ in itertools.count():
            for batch in loader:
                yield [part.to(memory_format=layout) for part in batch] if layout else batch

    steps = steps_torch if images else text_torch
    step = steps.stepper(setting, nets, torch.compile if competitor == "torch_compile" else None)
    built = time.perf_counter()
    bursts = make_bursts(lambda: _peak(torch))
    stream = batches()
    step(*next(stream))
    begun = time.perf_counter()
    bursts.begun(
        **{"import": imported - started, "imported_memory": imported_memory},
        build=built - imported,
        first_step=begun - built,
        parameters=parameters,
        operations=_operations(step, next(stream)) if competitor == "torch" and images else None,
    )
    for batch in stream:
        step(*batch)
        bursts.step_done()


def _operations(step, batch) -> int:
    """Returns how many a step does in convolutions and matrix products; two for a multiply-add."""
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils.flop_counter import flop_registry

    # Not FlopCounterMode: it stumbles over a gradient that is differentiated again.
    class Counting(TorchDispatchMode):
        total = 0

        def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
            result = operation(*args, **(kwargs or {}))
            count = flop_registry.get(operation._overloadpacket)
            if count:
                self.total += count(*args, **(kwargs or {}), out_val=result)
            return result

    with Counting() as counting:
        step(*batch)
    return counting.total


def _peak(torch, repeats: int = 6) -> float:
    matrix = torch.randn(_PRODUCT, _PRODUCT)
    torch.mm(matrix, matrix)
    started = time.perf_counter()
    for _ in range(repeats):
        torch.mm(matrix, matrix)
    return repeats * 2 * _PRODUCT**3 / (time.perf_counter() - started)

"""The work of a traced training step: operations and bytes of its products and its optimizers."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Work:
    """What one operation of a graph has to do.

    Attributes:
        operations: Of floating point, two for a multiply-add.
        bytes: That it reads and writes, each once.
    """

    operations: int
    bytes: int


def step_work(graph) -> list[Work]:
    """Returns the work of every convolution, matrix product and Adam of a graph.

    Args:
        graph: A `tf.Graph` whose shapes are known. Loops are not looked into.
    """
    run = _run(graph)
    return [
        Work(count(operation), _bytes(operation))
        for operation in graph.get_operations()
        if operation in run and (count := _COUNTS.get(operation.type))
    ]


def _run(graph) -> set:
    """Returns the operations that are run: what the outputs and the changes of state need."""
    wanted = [each for each in graph.get_operations() if each.op_def.is_stateful]
    wanted += [tensor.op for tensor in graph.outputs]
    found = set()
    while wanted:
        operation = wanted.pop()
        if operation not in found:
            found.add(operation)
            wanted += [tensor.op for tensor in operation.inputs] + list(operation.control_inputs)
    return found


def floor_seconds(works: list[Work], operations_a_second: float, bytes_a_second: float) -> float:
    """Returns what the work takes at least: of each operation the sums or the bytes, the longer."""
    return sum(
        max(work.operations / operations_a_second, work.bytes / bytes_a_second) for work in works
    )


def _elements(tensor) -> int:
    return math.prod(tensor.shape.as_list())


def _bytes(operation) -> int:
    if operation.type == "ResourceApplyAdam":
        # Reads the weight, the gradient and both moments; writes all but the gradient.
        return 7 * _elements(operation.inputs[-1]) * operation.inputs[-1].dtype.size
    return sum(
        _elements(each) * each.dtype.size for each in (*operation.inputs, *operation.outputs)
    )


def _convolution(operation):
    height, width, channels, _ = operation.inputs[1].shape.as_list()
    return 2 * _elements(operation.outputs[0]) * height * width * channels


def _input_gradient(operation):
    height, width, channels, _ = operation.inputs[1].shape.as_list()
    return 2 * _elements(operation.inputs[2]) * height * width * channels


def _kernel_gradient(operation):
    height, width, channels, _ = operation.outputs[0].shape.as_list()
    return 2 * _elements(operation.inputs[2]) * height * width * channels


def _product(operation):
    inner = operation.inputs[0].shape.as_list()[0 if operation.get_attr("transpose_a") else 1]
    return 2 * _elements(operation.outputs[0]) * inner


def _adam(operation):
    return 15 * _elements(operation.inputs[-1])


_COUNTS = {
    "Conv2D": _convolution,
    "Conv2DBackpropInput": _input_gradient,
    "Conv2DBackpropFilter": _kernel_gradient,
    "MatMul": _product,
    "ResourceApplyAdam": _adam,
}

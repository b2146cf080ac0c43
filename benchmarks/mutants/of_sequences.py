"""The mutants of the families that write a text in answer to another, and of their network."""

from benchmarks.mutants.mutant import Mutant

_NETWORK = "tests/networks/test_attention_decoder.py"


def _of_network(name, file, old, new, only):
    return Mutant(f"seq2seq: {name}", f"keras_gan_zoo/{file}.py", old, new, _NETWORK, only)


MUTANTS = (
    _of_network(
        "attention to what fills up a source",
        "layers/global_attention",
        "hidden = ops.where(mask, 0.0, _HIDDEN)[:, None]",
        "hidden = ops.where(mask, 0.0, 0.0)[:, None]",
        "fills_up or softmax",
    ),
    _of_network(
        "the backward reader begins in what fills up",
        "networks/attention_decoder",
        "self.backward(embedded, mask=mask)",
        "self.backward(embedded)",
        "fills_up",
    ),
    _of_network(
        "what was read backwards stays in that order",
        "networks/attention_decoder",
        "ops.flip(back, axis=1)",
        "back",
        "fills_up",
    ),
    Mutant(
        "seq2seq: tokens after the end count",
        "keras_gan_zoo/networks/decoder.py",
        "return -losses * self.mask(tokens)",
        "return -losses",
        "tests/families/text/test_mle_seq2seq.py",
        "mean_log_probability",
    ),
)

"""The mutants of the flows, and of the layers that they are built of."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of_file

flow = of_file("models/flow", "families/density/test_flow_gradients")
flow_layer = "layers/test_flow_layers"
act_norm = of_file("layers/act_norm", flow_layer)
affine_coupling = of_file("layers/affine_coupling", flow_layer)
invertible_convolution = of_file("layers/invertible_convolution", flow_layer)
picture_levels = of_file("layers/picture_levels", flow_layer)
factor_out = of_file("layers/factor_out", flow_layer)
flow_batch_normalization = of_file("layers/flow_batch_normalization", flow_layer)

MUTANTS = (
    flow(
        "flows: volume lost counts as gained",
        '"volume_bits": -ops.mean(log_det) * in_bits',
        '"volume_bits": ops.mean(log_det) * in_bits',
    ),
    flow(
        "flows: no gradient of the volume",
        "-ops.mean(log_det) * in_bits",
        f"-ops.mean({DETACHED}(log_det)) * in_bits",
    ),
    flow(
        "flows: without the constant of the normal density",
        "ops.sum(ops.square(latents) + LOG_2_PI, axis=1)",
        "ops.sum(ops.square(latents), axis=1)",
    ),
    affine_coupling(
        "affine coupling: no bound of the scale",
        "if not self.least:",
        "if True:",
    ),
    of_file("families/density/glow", "families/density/test_flows")(
        "glow: scales without a bound",
        "LEAST_SCALE = 0.1",
        "LEAST_SCALE = 0.0",
        "improbable",
    ),
    Mutant(
        "flows: the noise is as wide as the pictures",
        "keras_gan_zoo/models/flow.py",
        "return images + LEVEL * noise",
        "return images + noise",
        "tests/families/density/test_flows.py",
        "noise",
    ),
    act_norm(
        "flows: actnorm begins anew at each batch",
        "begun = ops.convert_to_tensor(self.has_begun) > 0.5",
        "begun = ops.convert_to_tensor(self.has_begun) > 1.5",
        "first_batch",
    ),
    act_norm(
        "flows: actnorm's volume of one pixel",
        "places = x.shape[1] * x.shape[2]",
        "places = 1",
        "jacobian and actnorm",
    ),
    affine_coupling(
        "flows: a coupling shows its network what it changes",
        "return x * self._kept, x * (1 - self._kept)",
        "return x, x * (1 - self._kept)",
        "board",
    ),
    affine_coupling(
        "flows: a coupling is undone by its scale",
        "(changed - shift) * ops.exp(-log_scale)",
        "(changed - shift) * ops.exp(log_scale)",
        "undone",
    ),
    invertible_convolution(
        "flows: a triangle's inverse stops a product early",
        "while terms < channels:",
        "while 2 * terms < channels:",
        "many_channels",
    ),
    picture_levels(
        "flows: the logit's slope is that of one side",
        "- log_white - log_black\n",
        "- log_white\n",
        "jacobian and levels",
    ),
    factor_out(
        "flows: a learned prior without its volume",
        "return ops.concatenate([kept, latents], axis=-1), -sum_of_each(log_deviation)",
        "return ops.concatenate([kept, latents], axis=-1), 0 * sum_of_each(log_deviation)",
        "jacobian and learned",
    ),
    flow_batch_normalization(
        "flows: running statistics are the last batch's",
        "mean = self.momentum * mean + (1 - self.momentum) * own_mean",
        "mean = own_mean",
        "running",
    ),
)

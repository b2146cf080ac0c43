"""What the zoo needs of Keras's global settings, which `~/.keras/keras.json` may have changed."""

import keras

POLICIES = ("float32", "mixed_float16", "mixed_bfloat16")
"""What layers may compute in; weights are float32 in each."""


def check_keras_settings() -> None:
    """Raises if Keras is set to what the networks are not written for.

    Raises:
        ValueError: In a sentence with the call that sets it right.
    """
    backend = keras.backend.backend()
    if backend != "tensorflow":
        raise ValueError(
            f"Keras runs on {backend!r}, and keras_gan_zoo on 'tensorflow': set the environment's "
            "KERAS_BACKEND=tensorflow before Keras is imported."
        )
    layout = keras.config.image_data_format()
    if layout != "channels_last":
        raise ValueError(
            f"Keras's image_data_format is {layout!r}, and pictures of keras_gan_zoo are "
            "'channels_last': call "
            "keras.config.set_image_data_format('channels_last') first."
        )
    floats = keras.config.floatx()
    if floats != "float32":
        raise ValueError(
            f"Keras's floatx is {floats!r}, and weights of keras_gan_zoo are 'float32': call "
            "keras.config.set_floatx('float32') and keras.config.set_dtype_policy('float32') first."
        )
    # Only now: whoever asks for the policy settles it, by the floatx of that moment.
    policy = keras.config.dtype_policy().name
    if policy not in POLICIES:
        raise ValueError(
            f"Keras's dtype_policy is {policy!r}, and keras_gan_zoo computes in one of "
            f"{', '.join(map(repr, POLICIES))}: call "
            "keras.config.set_dtype_policy('float32') first."
        )
    # What computes again takes no part in the state of what it computed before: Keras 3.15.1,
    # findings/keras_remat_draws_another_mask.sh.
    scope = getattr(keras.layers.Identity(name="in_a_scope"), "_remat_mode", None)
    if scope is not None and scope.mode is not None:
        raise ValueError(
            f"A keras.RematScope(mode={scope.mode!r}) is open, within which noise would be drawn "
            "anew and statistics moved twice: call keras_gan_zoo.get outside of it."
        )

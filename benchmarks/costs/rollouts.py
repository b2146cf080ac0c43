"""Measures how fast SeqGAN's action values are estimated, against the plain loop.

    python -m benchmarks.costs.rollouts [--vocabulary 5000] [--batch 64] [--rollouts 16]

Both estimate the same thing, the value of every token of a batch by Monte Carlo rollouts with the
same decoder and the same discriminator, in the same process, one after the other. The plain loop
is what one writes first: over positions, over rollouts, and over the tokens of each, from the start
token on, a call of the decoder for each token. A token counts if a rollout had to draw it. Writes
benchmarks/results/rollouts.md.
"""

import argparse
import os
import time

import numpy as np

from benchmarks.common.places import RESULTS

LENGTH = 20


def drawn_tokens(batch, rollouts):
    """Returns how many tokens the rollouts of a batch draw: after t tokens, LENGTH - t are left."""
    return batch * rollouts * sum(LENGTH - t for t in range(1, LENGTH))


def plain_loop(decoder, tokens, score, rollouts, positions, generator, step):
    """Returns the mean score of rollouts after each of some positions, (batch, positions)."""
    values = []
    for position in positions:
        total = np.zeros(len(tokens))
        for _ in range(rollouts):
            sequence = np.array(tokens)
            state = decoder.initial_state(len(tokens))
            previous = np.full(len(tokens), decoder.start_token, "int32")
            for place in range(LENGTH):
                logits, state = step(previous, state, place)
                if place >= position:
                    logits = np.asarray(logits, "float64")
                    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
                    cumulative = np.cumsum(probabilities, axis=1)
                    drawn = generator.random((len(tokens), 1)) * cumulative[:, -1:]
                    sequence[:, place] = (cumulative <= drawn).sum(axis=1)
                previous = sequence[:, place]
            total += np.asarray(score(sequence))
        values.append(total / rollouts)
    return np.stack(values, axis=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vocabulary", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rollouts", type=int, default=16)
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to TensorFlow")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    from keras_gan_zoo.families.text.rollouts import action_values
    from keras_gan_zoo.metrics.score import machine_class
    from keras_gan_zoo.networks import cnn_text_discriminator
    from keras_gan_zoo.networks.oracle import oracle

    if options.threads:
        tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    lines = []
    for vocabulary in options.vocabulary:
        decoder = oracle(vocabulary, LENGTH)
        discriminator = cnn_text_discriminator(vocabulary, LENGTH, 32, filters={2: 64, 3: 64})
        generator = np.random.default_rng(0)
        tokens = generator.integers(0, vocabulary, (options.batch, LENGTH)).astype("int32")

        def score(sequences, discriminator=discriminator):
            return tf.sigmoid(discriminator(sequences, training=False)[:, 0])

        def in_one_graph(uniforms, decoder=decoder, tokens=tokens, score=score):
            return action_values(decoder, tokens, uniforms, score)

        uniforms = generator.random(
            (LENGTH - 1, options.batch * options.rollouts, LENGTH), dtype="float32"
        )
        rates = {}
        total = drawn_tokens(options.batch, options.rollouts)
        for name, jit in (("one graph", False), ("one graph, XLA", True)):
            run = tf.function(in_one_graph, jit_compile=jit)
            run(uniforms)
            times = []
            for _ in range(options.repeats):
                began = time.perf_counter()
                values = np.asarray(run(uniforms))
                times.append(time.perf_counter() - began)
            rates[name] = total / np.median(times)

        # A few of its positions and rollouts: each takes the same time, as all begin at the start.
        positions, few = (1, LENGTH // 2, LENGTH - 1), 2
        part = options.batch * few * sum(LENGTH - t for t in positions)
        compiled = tf.function(decoder.step, reduce_retracing=True)
        for name, step in (("plain loop, compiled steps", compiled), ("plain loop", decoder.step)):
            plain_loop(decoder, tokens, score, 1, (LENGTH - 1,), generator, step)
            began = time.perf_counter()
            plain = plain_loop(decoder, tokens, score, few, positions, generator, step)
            seconds = time.perf_counter() - began
            # All positions have 10 tokens to draw on average, as these three have.
            rates[name] = part / seconds
        gap = abs(float(plain[:, 1].mean() - values[:, LENGTH // 2 - 1].mean()))
        best = max(rates["one graph"], rates["one graph, XLA"])
        for name, rate in rates.items():
            lines.append(
                f"| {vocabulary:,} | {name} | {rate:,.0f} | {rate / rates['plain loop']:.1f} |"
            )
            print(lines[-1], flush=True)
        print(
            f"vocabulary {vocabulary}: {best / rates['plain loop']:.1f} times the plain loop, "
            f"{best / rates['plain loop, compiled steps']:.1f} times with compiled steps; mean "
            f"values at position {LENGTH // 2} differ by {gap:.4f}",
            flush=True,
        )
    text = [
        "# Speed of rollouts",
        "",
        f"Action values of {options.batch} sequences of {LENGTH} tokens, {options.rollouts} "
        "rollouts a token, LSTM decoder of 32 units, discriminator of 128 filters; tokens drawn by "
        f"rollouts a second, median of {options.repeats}, {machine_class()}. Written by `python "
        "-m benchmarks.costs.rollouts`.",
        "",
        "| Vocabulary | Rollouts | Tokens/s | Times the plain loop |",
        "|---|---|---|---|",
        *lines,
        "",
        "The plain loop goes over positions, rollouts and tokens in Python, from the start token "
        "on, and draws by NumPy; with compiled steps, each call of the decoder is a graph.",
        "",
    ]
    result = RESULTS / "rollouts.md"
    result.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main()

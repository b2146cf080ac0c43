"""Text style transfer: which way each player moves, what is read softly, texts in and out."""

import functools

import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in

import keras_gan_zoo
from keras_gan_zoo import data, export
from keras_gan_zoo.errors import DataMismatch, VocabularyMismatch
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.networks.sampling import sample_soft

V, LENGTH, ROWS = 5, 4, 3
RANDOM = np.random.default_rng(0)
X, Y, TO_Y, TO_X = RANDOM.integers(1, V, (4, ROWS, LENGTH)).astype("int32")
X[0, 2:] = Y[1, 3:] = TO_Y[2, 1:] = TO_X[0, 3:] = 0
BLANKED = {id(X): X.copy(), id(Y): Y.copy()}
BLANKED[id(X)][0, 1] = BLANKED[id(Y)][2, 3] = V
NOISE = RANDOM.random((2, ROWS, LENGTH, V)).astype("float32")
WEIGHTS = {"style_weight": 0.7, "cycle_weight": 1.3, "self_weight": 0.4}
NEGATIVE = ["a dull film", "the plot is dull", "no fun"]
POSITIVE = ["a fine film", "the plot is fun", "fine", "great fun", "it is great"]


def game(**arguments):
    """Returns a family of five words that always draws the same, and whose steps are gradients."""
    sizes = {"vocabulary_size": V, "length": LENGTH, "embedding_dim": 6, "units": 7}
    sizes |= {"filters": {1: 5, 2: 5}, "discriminator_embedding_dim": 6, "seed": 5}
    gan = keras_gan_zoo.get("text_style_gan", **sizes, temperature=0.8, **WEIGHTS, **arguments)
    for network in (gan.generator_g, gan.generator_f):
        network.end_token = network.source_end = 0
    descend(gan)
    turns = iter([X, Y])
    gan.with_blanks = lambda tokens: ops.convert_to_tensor(BLANKED[id(next(turns))])
    return gan


def relaxed():
    """Returns a family of relaxed words, of which X's texts and Y's each have their own noise."""
    gan = game()
    turns = iter([0, 1] * 9)
    gan.noise_like = lambda tokens: ops.convert_to_tensor(NOISE[next(turns)])
    return gan


def drawing():
    """Returns a family of drawn words, which draws what is given above."""
    gan = game(gradient="policy_gradient")
    gan.drawn = lambda network, sources: ops.convert_to_tensor(
        TO_Y if network is gan.generator_g else TO_X
    )
    turns = iter(
        [np.concatenate([TO_Y, Y]), np.concatenate([X, TO_X])]  # of the step of discriminators
    )
    gan.written = lambda network, sources, noise: gan.sure(ops.convert_to_tensor(next(turns)))
    gan.noise_like = lambda tokens: ops.zeros((ROWS, LENGTH))
    return gan


def sure(tokens):
    return np.eye(V, dtype="float32")[tokens]


@functools.cache
def graph(network):
    """Returns a network as a graph: differences ask for its output dozens of times."""
    return tf.function(network, autograph=False)


@functools.cache
def soft_graph(network):
    return tf.function(
        lambda sources, noise: sample_soft(network.given(sources), noise, 0.8), autograph=False
    )


def D(network, words):
    """Returns scores, of so many texts at a time as a graph has been traced for."""
    parts = [
        ops.convert_to_tensor(words[start : start + ROWS]) for start in range(0, len(words), ROWS)
    ]
    return np.concatenate([np.asarray(graph(network)(part), "float64") for part in parts])


def softplus(x):
    return np.logaddexp(0.0, x)


def counted(tokens):
    return np.cumsum(tokens == 0, axis=1) - (tokens == 0) == 0


def log_probs(network, sources, tokens):
    tensors = [ops.convert_to_tensor(part) for part in (sources, tokens)]
    logits = np.asarray(graph(network)(tensors), "float64")
    chosen = np.take_along_axis(logits, tokens[..., None], axis=-1)[..., 0]
    return (chosen - np.logaddexp.reduce(logits, axis=-1)) * counted(tokens)


def nll(network, sources, tokens):
    return -log_probs(network, sources, tokens).sum() / counted(tokens).sum()


def soft(network, sources, noise):
    """What a generator writes in relaxed words: nothing but the end follows the end."""
    tensors = [ops.convert_to_tensor(part) for part in (sources, noise)]
    words = np.asarray(soft_graph(network)(*tensors))
    ended = np.cumsum(words.argmax(axis=-1) == 0, axis=1)
    after = ended - (words.argmax(axis=-1) == 0) > 0
    return np.where(after[..., None], sure(np.zeros_like(ended)), words).astype("float32")


def told_apart(network, real, fake):
    return softplus(-D(network, real)).mean() + softplus(D(network, fake)).mean()


def self_terms(gan):
    kept_x = nll(gan.generator_f, BLANKED[id(X)], X)
    return 0.4 * (kept_x + nll(gan.generator_g, BLANKED[id(Y)], Y))


def test_relaxed_words_move_each_player_down_the_papers_loss():
    gan = relaxed()
    G, F, D_X, D_Y = gan.networks()
    by_g, by_f = (
        np.concatenate([soft(network, X, NOISE[0]), soft(network, Y, NOISE[1])])
        for network in (G, F)
    )

    def judged():
        of_y = told_apart(
            D_Y, np.concatenate([sure(Y), by_g[ROWS:]]), np.concatenate([sure(X), by_g[:ROWS]])
        )
        of_x = told_apart(
            D_X, np.concatenate([sure(X), by_f[:ROWS]]), np.concatenate([sure(Y), by_f[ROWS:]])
        )
        return of_x + of_y

    def generators():
        to_y, to_x = soft(G, X, NOISE[0]), soft(F, Y, NOISE[1])
        style = softplus(-D(D_Y, to_y)).mean() + softplus(-D(D_X, to_x)).mean()
        cycle = nll(F, to_y, X) + nll(G, to_x, Y)
        return 0.7 * style + 1.3 * cycle + self_terms(gan)

    losses = [("discriminators", judged), ("generators", generators)]
    check_moves(gan, moves_in(gan, X, Y), losses, stride=3e-4)
    assert all(float(gan.logs()[term]) > 0 for term in gan.terms)


# Among the other terms its share of the slope is smaller than what differences can tell.
@pytest.mark.parametrize("there", ["generator_g", "generator_f"])
def test_relaxed_words_are_written_so_that_they_can_be_turned_back(there):
    gan = relaxed()
    gan.style_weight = gan.self_weight = 0.0
    told, writing = gan.negative_log_likelihood, getattr(gan, there)
    gan.negative_log_likelihood = lambda network, *texts: (
        ops.zeros(()) if network is writing else told(network, *texts)
    )
    *_, move = moves_in(gan, X, Y)
    own = {id(variable) for variable in writing.trainable_variables}
    variables = gan.player_variables("generators")
    slopes = [g for g, v in zip(move.gradient, variables, strict=True) if id(v) in own]
    assert max(np.abs(slope).max() for slope in slopes) > 1e-4


def test_drawn_words_earn_their_style_and_how_likely_they_are_turned_back():
    gan = drawing()
    G, F, D_X, D_Y = gan.networks()
    earned = []
    for network, written, back, source in ((D_Y, TO_Y, F, X), (D_X, TO_X, G, Y)):
        kept = log_probs(back, written, source).sum(axis=1) / counted(source).sum(axis=1)
        earned.append(0.7 / (1 + np.exp(-D(network, sure(written)))) + 1.3 * kept[:, None])
    advantages = np.concatenate([each - (each.sum() - each) / (ROWS - 1) for each in earned])

    def judged():
        return told_apart(
            D_Y, sure(np.concatenate([Y, Y])), sure(np.concatenate([X, TO_Y]))
        ) + told_apart(D_X, sure(np.concatenate([X, X])), sure(np.concatenate([Y, TO_X])))

    def surrogate():
        chosen = np.concatenate([log_probs(G, X, TO_Y), log_probs(F, Y, TO_X)])
        return -np.mean(np.sum(chosen * advantages, axis=1))

    def reconstructed():
        return 1.3 * (nll(F, TO_Y, X) + nll(G, TO_X, Y)) + self_terms(gan)

    losses = [("discriminators", judged), ("generators", surrogate), ("generators", reconstructed)]
    check_moves(gan, moves_in(gan, X, Y), losses)
    assert all(float(gan.logs()[term]) > 0 for term in gan.terms)


def test_written_words_are_relaxed_or_sure():
    gan = game()
    noise = gan.noise_like(X)
    assert noise.shape == (ROWS, LENGTH, V)
    words = np.asarray(gan.written(gan.generator_g, X, noise))
    np.testing.assert_allclose(words.sum(axis=-1), 1.0, atol=1e-5)
    np.testing.assert_allclose(words, soft(gan.generator_g, X, noise), atol=1e-5)
    assert 0.2 < words[:, 0].max(axis=-1).min() < 0.999
    drawn = game(gradient="policy_gradient")
    noise = drawn.noise_like(X)
    assert noise.shape == (ROWS, LENGTH)
    words = np.asarray(drawn.written(drawn.generator_g, X, noise))
    assert set(np.unique(words)) == {0.0, 1.0}


def test_blanks_stand_in_texts_and_not_behind_them():
    gan = game(word_drop=0.25)
    del gan.with_blanks
    found = np.stack([np.asarray(gan.with_blanks(X)) for _ in range(300)])
    share = (found == V).mean(axis=0)
    np.testing.assert_array_equal(share[X == 0], 0.0)
    np.testing.assert_allclose(share[X > 0], 0.25, atol=0.08)
    assert set(np.unique(found - X)[1:]) == set(V - np.unique(X[X > 0]))


def test_stages_move_one_player_alone():
    gan = drawing()
    pair = tuple(map(ops.convert_to_tensor, (X, Y)))
    for player, step in gan.stage_steps().items():
        moves = moves_in(gan, step=lambda step=step: step(pair))
        assert [move.player for move in moves] == [player]
        if player == "generators":
            check_moves(gan, moves, [(player, lambda: self_terms(gan))])


# Texts


@pytest.fixture(scope="module")
def turner():
    words = Tokenizer.from_texts([*NEGATIVE, *POSITIVE], length=4)
    return keras_gan_zoo.get(
        "text_style_gan", tokenizer=words, embedding_dim=8, units=8, filters={1: 4}, seed=0
    )


def test_sets_of_other_sizes_are_dealt_out_apart(turner):
    batches = list(turner.prepare_data((NEGATIVE, POSITIVE), 2, shuffle=True))
    assert [tuple(part.shape) for part in batches[0]] == [(2, 4), (2, 4)]
    assert len(batches) == 2  # of the larger set
    sets = [tf.data.Dataset.from_tensor_slices(part) for part in (NEGATIVE, POSITIVE)]
    for sources in ((NEGATIVE, POSITIVE), sets):
        x, y = next(iter(turner.prepare_data(sources, 3, shuffle=False)))
        assert turner.tokenizer.decode(x) == NEGATIVE
        assert turner.tokenizer.decode(y) == POSITIVE[:3]
    pairs = tf.data.Dataset.zip((sets[0], sets[1].take(3)))
    x, y = next(iter(turner.prepare_data(pairs, 3, shuffle=False)))
    assert turner.tokenizer.decode(y) == POSITIVE[:3]


def test_text_in_text_out_in_both_directions(turner, tmp_path):
    export.served_model(turner, tmp_path / "served")
    served = tf.saved_model.load(tmp_path / "served")
    written = {}
    for direction in ("x_to_y", "y_to_x"):
        answers = getattr(served, direction)(7, NEGATIVE, 1e-6).numpy()
        written[direction] = [text.decode() for text in answers]
        assert written[direction] == turner.answer(NEGATIVE, direction=direction, temperature=0)
        named = served.signatures[direction](
            seed=tf.constant(7), texts=tf.constant(NEGATIVE), temperature=tf.constant(1e-6)
        )
        np.testing.assert_array_equal(named["answers"], answers)
    assert written["x_to_y"] != written["y_to_x"]
    assert turner.answer(NEGATIVE, temperature=0) == written["x_to_y"]


def test_each_direction_steps_on_a_phone(turner, tmp_path):
    from ai_edge_litert.interpreter import Interpreter

    path = export.answering_step(turner, tmp_path / "step.tflite", direction="y_to_x")
    interpreter = Interpreter(model_path=str(path))
    read, step = map(interpreter.get_signature_runner, ("read", "step"))
    sources = turner.tokenizer.encode(POSITIVE[:1])
    state, token = read(sources=sources), np.array([turner.vocabulary_size], "int32")
    found = step(token=token, position=np.array(0, "int32"), **state)["logits"]
    expected = turner.generator_f([sources, np.zeros((1, 4), "int32")])[:, 0]
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        ((["", "no fun"], POSITIVE), r"x\[0\]\[0\] is empty text"),
        ((NEGATIVE, ["it is not that great"]), r"x\[1\]\[0\] has 5 tokens"),
        (NEGATIVE, r"`x` must be a pair \(texts of X, texts of Y\) of lists, got list"),
        ((NEGATIVE, np.zeros((4, 8, 8, 3), "float32")), r"x\[1\] has the dtype float32"),
        ((NEGATIVE, np.zeros((3, 9), "int32")), r"x\[1\] has the shape \(3, 9\) where token"),
        ((NEGATIVE, POSITIVE[:1]), "`batch_size` is 3 but the data has 1 examples"),
    ],
)
def test_sets_that_do_not_fit_are_named(turner, x, sentence):
    with pytest.raises((DataMismatch, ValueError), match=sentence):
        turner.fit(x, batch_size=3)


def test_mistakes_are_named(turner):
    with pytest.raises(DataMismatch, match=r"sources\[1\] is empty text"):
        turner.answer(["no fun", ""], direction="y_to_x")
    sentence = "`direction` must be 'x_to_y' or 'y_to_x', got 'y_to_z'. Did you mean 'y_to_x'"
    with pytest.raises(ValueError, match=sentence):
        turner.answer(NEGATIVE, direction="y_to_z")
    with pytest.raises(ValueError, match=sentence):
        export.answering_step(turner, "nowhere.tflite", direction="y_to_z")
    with pytest.raises(ValueError, match=r"`gradient` must be one of .* Did you mean 'policy_grad"):
        keras_gan_zoo.get("text_style_gan", gradient="policy")
    with pytest.raises(ValueError, match=r"`word_drop` must be a number .*below 1, got 1"):
        keras_gan_zoo.get("text_style_gan", word_drop=1)
    with pytest.raises(ValueError, match="`player` must be one of"):
        turner.pretrain((NEGATIVE, POSITIVE), "generator")
    G, F, D_X, _ = turner.networks()
    other = keras_gan_zoo.get("text_style_gan", vocabulary_size=9, length=4, units=8).networks()
    with pytest.raises(VocabularyMismatch, match=r"`discriminator_y` is of the length and voc"):
        type(turner)(G, F, D_X, other[3])
    with pytest.raises(TypeError, match="`generator_f` must be a ConditionalDecoder, got Func"):
        type(turner)(G, D_X, D_X, D_X)


def test_a_file_of_styles(tmp_path):
    path = tmp_path / "styles.tsv"
    path.write_text("new\tyou go\nold\tthou goest\nnew\tyou see\n", encoding="utf-8")
    assert data.load_text_styles(path) == (["you go", "you see"], ["thou goest"])
    assert data.load_text_styles(path, limit=1) == (["you go"], ["thou goest"])
    path.write_text("new\tyou go\nyou see\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"Text 2 of .* is not the name of a style, one tab and"):
        data.load_text_styles(path)
    path.write_text("new\tyou go\n", encoding="utf-8")
    with pytest.raises(ValueError, match="must have texts of two styles, got 1: 'new'"):
        data.load_text_styles(path)


def test_a_recipes_run_shows_either_styles_texts_in_its_direction(turner, tmp_path):
    path = tmp_path / "styles.tsv"
    path.write_text(f"negative\t{NEGATIVE[2]}\npositive\t{POSITIVE[2]}\n", encoding="utf-8")
    examples = turner.source_examples({"name": path}, None, 5)
    shown = turner.watched_samples(turner.watched_inputs(5, 0, examples))
    for (source, written), texts, direction in zip(
        shown, (NEGATIVE[2:], POSITIVE[2:3]), turner.directions, strict=True
    ):
        assert source == (f"{direction} source", texts)
        assert written[1] == turner.answer(texts, direction=direction, seed=0)


def test_a_recipes_texts_are_batches_of_both_styles(turner, tmp_path):
    path = tmp_path / "styles.tsv"
    lines = [f"negative\t{text}\n" for text in (*NEGATIVE, "an unknown word", "no fun at all no")]
    path.write_text("".join([*lines, *(f"positive\t{text}\n" for text in POSITIVE)]), "utf-8")
    (batch,) = turner.load_examples({"name": path}, 3, seed=0)
    assert sorted(turner.tokenizer.decode(batch[0])) == sorted(NEGATIVE)
    assert set(turner.tokenizer.decode(batch[1])) <= set(POSITIVE)

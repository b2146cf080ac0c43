"""Summaries without pairs: which way each player moves by either training, who is detached."""

import functools

import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.errors import DataMismatch, VocabularyMismatch
from keras_gan_zoo.families.text.summary_gan.scrambling import scrambled, spans
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.penalties import gradient_penalty as penalties

V, LONG, SHORT, ROWS = 6, 5, 3, 3
RANDOM = np.random.default_rng(0)
X = RANDOM.integers(1, V, (ROWS, LONG)).astype("int32")
Y, DRAWN, BEST = RANDOM.integers(1, V, (3, ROWS, SHORT)).astype("int32")
X[0, 3:] = Y[1, 2:] = DRAWN[2, 1:] = DRAWN[0, 2:] = BEST[0, 2:] = 0
ALPHA, BETA, GAMMA, WEIGHT, B, PLACE = 2.5, 3.0, 0.6, 0.8, 0.25, 0.3
MODULE = "keras_gan_zoo.families.text.summary_gan.summary_gan"
LINES = ["a small tool to read a disk", "the tool reads all files of a disk", "no disk at all"]
SENTENCES = ["a tool", "reads files", "files of a disk", "the disk", "a small disk"]


@pytest.fixture(autouse=True)
def fixed_places(monkeypatch):
    """The gradient penalty is taken at a fixed place of each line."""
    monkeypatch.setattr(
        penalties,
        "interpolates",
        lambda discriminator, real, fake, seed=None: real + PLACE * (fake - real),
    )


def game(adversarial, **arguments):
    """Returns a family of six words that always draws the same, and whose steps are gradients."""
    sizes = {"vocabulary_size": V, "length": SHORT, "source_length": LONG, "embedding_dim": 6}
    sizes |= {"units": 7, "discriminator_units": 8, "seed": 5, "discriminator_steps": 1}
    weights = {"reconstruction_weight": ALPHA, "adversarial_weight": WEIGHT, "discount": GAMMA}
    gan = keras_gan_zoo.get(
        "summary_gan", adversarial=adversarial, penalty_weight=BETA, **sizes, **weights, **arguments
    )
    for network in (gan.generator, gan.reconstructor):
        network.end_token = network.source_end = 0
    descend(gan)
    gan.drawn = lambda x: ops.convert_to_tensor(DRAWN)
    gan.most_probable = lambda x: ops.convert_to_tensor(BEST)
    return gan


def sure(tokens):
    return np.eye(V, dtype="float32")[tokens]


def counted(tokens):
    return np.cumsum(tokens == 0, axis=1) - (tokens == 0) == 0


@functools.cache
def graph(network):
    """Returns a network as a graph: differences ask for its output dozens of times."""
    return tf.function(network, autograph=False)


def log_p(network, sources, tokens):
    logits = graph(network)([ops.convert_to_tensor(part) for part in (sources, tokens)])
    logits = np.asarray(logits, "float64")
    return logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)


def log_probs(network, sources, tokens):
    chosen = np.take_along_axis(log_p(network, sources, tokens), tokens[..., None], axis=-1)
    return chosen[..., 0] * counted(tokens)


def distributions(gan):
    """What G's words were drawn from; behind the end stands the end."""
    words = np.exp(log_p(gan.generator, X, DRAWN))
    return np.where(counted(DRAWN)[..., None], words, sure(np.zeros_like(DRAWN))).astype("float32")


def lost(gan, summaries):
    return -log_probs(gan.reconstructor, summaries, X).sum(axis=1) / counted(X).sum(axis=1)


@functools.cache
def critic(gan):
    """Returns D's scores of sequences, and the slopes of their sum, as a graph."""

    def scores(words, counts):
        with tf.GradientTape() as tape:
            tape.watch(words)
            found = gan.discriminator(words)
            if gan.adversarial == "reinforce":
                found = ops.sum(found * counts, axis=1) / ops.sum(counts, axis=1)
            total = ops.sum(found)
        return found, tape.gradient(total, words)

    graph = tf.function(scores, autograph=False)

    def asked(words, counts):
        given = (tf.constant(part, tf.float32) for part in (words, counts))
        return [np.asarray(part, "float64") for part in graph(*given)]

    return asked


def judged(gan, fake):
    """The critic's loss: what it tells apart, and how far its slope between is from one."""
    real, both = sure(Y), counted(Y) | counted(DRAWN)
    told = critic(gan)(fake, counted(DRAWN))[0].mean() - critic(gan)(real, counted(Y))[0].mean()
    _, slopes = critic(gan)((1 - PLACE) * real + PLACE * fake, both)
    return told + BETA * np.mean((np.linalg.norm(slopes.reshape(ROWS, -1), axis=1) - 1) ** 2)


def test_by_wasserstein_the_critics_gradient_goes_through_the_distributions():
    gan = game("wasserstein")
    fake, earned = distributions(gan), lost(gan, BEST) - lost(gan, DRAWN) + B

    def generator():
        human = critic(gan)(distributions(gan), counted(DRAWN))[0].mean()
        chosen = log_probs(gan.generator, X, DRAWN).sum(axis=1)
        return -WEIGHT * human - ALPHA * np.mean(earned * chosen)

    losses = [
        ("discriminator", lambda: judged(gan, fake)),
        ("reconstructor", lambda: lost(gan, DRAWN).mean()),
        ("generator", generator),
    ]
    check_moves(gan, moves_in(gan, X, Y), losses, stride=3e-4)
    logs = gan.logs()
    np.testing.assert_allclose(logs["reconstruction_reward"], earned.mean(), rtol=1e-4)
    told = judged(gan, fake)
    assert abs(-logs["wasserstein"] + BETA * logs["gradient_penalty"] - told) < 1e-4


def test_by_reinforce_a_word_earns_by_how_much_the_score_rises():
    gan = game("reinforce")
    found = np.asarray(gan.discriminator(sure(DRAWN)), "float64")
    d, earned = np.zeros((ROWS, SHORT)), lost(gan, BEST) - lost(gan, DRAWN) + B
    for row, counts in enumerate(counted(DRAWN)):
        for i in range(SHORT):
            for j in range(i, counts.sum()):
                before = found[row, j - 1] if j else 0.0
                d[row, i] += GAMMA ** (j - i) * (found[row, j] - before)

    def generator():
        chosen = log_probs(gan.generator, X, DRAWN)
        return -np.mean(np.sum((WEIGHT * d + ALPHA * earned[:, None]) * chosen, axis=1))

    losses = [
        ("discriminator", lambda: judged(gan, sure(DRAWN))),
        ("reconstructor", lambda: lost(gan, DRAWN).mean()),
        ("generator", generator),
    ]
    check_moves(gan, moves_in(gan, X, Y), losses, stride=3e-4)
    np.testing.assert_allclose(gan.logs()["adversarial"], -WEIGHT * d[:, 0].mean(), rtol=1e-4)


@pytest.mark.parametrize(
    ("adversarial", "left"),
    [
        ("wasserstein", "reconstructor"),
        ("wasserstein", "discriminator"),
        ("reinforce", "discriminator"),
    ],
)
def test_with_one_teacher_alone_the_other_says_nothing(adversarial, left):
    weights = {"adversarial_weight": 0.0} if left == "reconstructor" else {}
    gan = game(adversarial)
    for name, value in (weights or {"reconstruction_weight": 0.0}).items():
        setattr(gan, name, value)
    gan.discriminator_step = gan.reconstructor_step = lambda *_: None
    (before,) = moves_in(gan, X, Y)
    other = gan.discriminator if left == "reconstructor" else gan.reconstructor
    other.set_weights([2.0 * weight + 0.1 for weight in other.get_weights()])
    (after,) = moves_in(gan, X, Y)
    assert before.player == after.player == "generator"
    assert sum(np.abs(part).sum() for part in before.gradient) > 0
    for one, two in zip(before.gradient, after.gradient, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-3, atol=1e-5)


def test_exploration_ends():
    gan = game("reinforce", exploration_steps=4)
    reward = tf.function(lambda: gan.reconstruction_reward(X, DRAWN, BEST), autograph=False)
    less = reward()
    for iterations, b in ((1, 0.75 * B), (4, 0.0), (9, 0.0)):
        gan.optimizer.iterations.assign(iterations)
        np.testing.assert_allclose(reward() - less, b - B, atol=1e-5)
    np.testing.assert_allclose(less - B, lost(gan, BEST) - lost(gan, DRAWN), atol=1e-4)


def test_each_step_of_the_critic_has_texts_of_its_own():
    gan = game("reinforce")
    gan.discriminator_steps, seen, read = 2, [], []
    gan.discriminator_step = seen.append
    gan.reconstructor_step = lambda batch, y_s: read.append(batch[0])
    x, y = (np.concatenate([part, part[::-1]]) for part in (X, Y))
    assert [move.player for move in moves_in(gan, x, y)] == ["generator"]
    np.testing.assert_array_equal(read[0], x[::2])
    np.testing.assert_array_equal(np.concatenate([one for one, _ in seen]), [*x[::2], *x[1::2]])


def test_stages_move_one_player_alone(monkeypatch):
    gan = game("reinforce", span=(2, 3), scrambling=0.5)
    pair = tuple(map(ops.convert_to_tensor, (X, Y)))
    kept, found = {}, {}
    for function in (spans, scrambled):

        def keep(*given, function=function):
            return kept.setdefault(function.__name__, np.asarray(function(*given)))

        monkeypatch.setattr(f"{MODULE}.{function.__name__}", keep)
    for player, step in gan.stage_steps().items():
        found[player] = moves_in(gan, step=lambda step=step: step(pair))
        assert [move.player for move in found[player]] == [player]
    target = kept["spans"]
    assert (target[:, 2] > 0).any() and (target[:, 2] == 0).any()

    def likelihood():
        chosen = log_probs(gan.generator, kept["scrambled"], target)
        return -np.mean(chosen.sum(axis=1) / counted(target).sum(axis=1))

    check_moves(gan, found["generator"], [("generator", likelihood)])
    check_moves(gan, found["reconstructor"], [("reconstructor", lambda: lost(gan, DRAWN).mean())])


def test_the_most_probable_words_are_greedy_and_drawn_ones_are_not():
    gan = game("wasserstein")
    del gan.drawn, gan.most_probable
    greedy = np.asarray(gan.most_probable(X))
    for position in range(SHORT):
        # What follows a position makes no difference to it.
        best = log_p(gan.generator, X, greedy)[:, position].argmax(axis=-1)
        np.testing.assert_array_equal(greedy[:, position], best * counted(greedy)[:, position])
    drawn = np.asarray(gan.drawn(np.repeat(X, 1000, axis=0)))[:, 0].reshape(ROWS, 1000)
    shares = (drawn[..., None] == np.arange(V)).mean(axis=1)
    np.testing.assert_allclose(shares, np.exp(log_p(gan.generator, X, greedy)[:, 0]), atol=0.06)


# Texts


@pytest.fixture(scope="module")
def writer():
    words = Tokenizer.from_texts([*LINES, *SENTENCES], length=4)
    long = Tokenizer(words.vocabulary, length=8)
    return keras_gan_zoo.get(
        "summary_gan",
        tokenizer=words,
        source_tokenizer=long,
        embedding_dim=8,
        units=8,
        discriminator_units=4,
        discriminator_steps=2,
        seed=0,
    )


def test_texts_become_short_and_long_again(writer):
    summaries = writer.answer(LINES, temperature=0)
    assert all(0 <= len(text.split()) <= 4 for text in summaries)
    back = writer.reconstruct(SENTENCES)
    tokens = writer.reconstruct(writer.tokenizer.encode(SENTENCES))
    assert back == tokens  # a model with a tokenizer writes text
    given = writer.reconstructor.given(writer.tokenizer.encode(SENTENCES))
    expected = log_greedy(given, len(SENTENCES))
    assert back == writer.source_tokenizer.decode(expected)
    assert len(writer.answer(LINES[:1], beam=3, n=2)[0]) == 2


def log_greedy(given, rows):
    """Returns the most probable tokens of a decoder, one after the other."""
    written = np.zeros((rows, given.length), "int32")
    ended = np.zeros(rows, bool)
    for position in range(given.length):
        best = np.asarray(given(written))[:, position].argmax(axis=-1)
        written[:, position] = np.where(ended, 0, best)
        ended |= written[:, position] == 0
    return written


def test_text_in_text_out(writer, tmp_path):
    export.served_model(writer, tmp_path / "served")
    served = tf.saved_model.load(tmp_path / "served")
    answers = [text.decode() for text in served.answer(7, LINES, 1e-6).numpy()]
    assert answers == writer.answer(LINES, temperature=0)
    # What is longer than the model reads is cut off.
    longer = [f"{text} and much more of it" for text in LINES[1:2]]
    assert served.answer(7, longer, 1e-6).numpy()[0].decode() == answers[1]


def test_a_step_on_a_phone_copies_too(writer, tmp_path):
    from ai_edge_litert.interpreter import Interpreter

    path = export.answering_step(writer, tmp_path / "step.tflite")
    interpreter = Interpreter(model_path=str(path))
    read, step = map(interpreter.get_signature_runner, ("read", "step"))
    sources = writer.source_tokenizer.encode(LINES[:1])
    state, token = read(sources=sources), np.array([writer.vocabulary_size], "int32")
    found = step(token=token, position=np.array(0, "int32"), **state)["logits"]
    expected = writer.generator([sources, np.zeros((1, 4), "int32")])[:, 0]
    np.testing.assert_allclose(found, expected, atol=1e-4)
    np.testing.assert_allclose(np.exp(found).sum(), 1.0, atol=1e-4)


def test_texts_and_sentences_are_dealt_out_apart(writer):
    x, y = next(iter(writer.prepare_data((LINES, SENTENCES), 1, shuffle=False)))
    assert tuple(x.shape) == (2, 8) and tuple(y.shape) == (2, 4)
    assert writer.source_tokenizer.decode(x) == LINES[:2]
    assert writer.tokenizer.decode(y) == SENTENCES[:2]
    history = writer.pretrain((LINES, SENTENCES), "generator", batch_size=3, verbose=0)
    assert np.isfinite(history.history["generator_loss"]).all()


def test_a_recipes_texts_are_cut_and_its_sentences_are_whole(writer, tmp_path):
    path = tmp_path / "texts.tsv"
    lines = [f"long\t{text} and so on and on\n" for text in LINES]
    short = [*SENTENCES, "a zzyzx", "a small tool to read"]
    path.write_text("".join([*lines, *(f"short\t{text}\n" for text in short)]), encoding="utf-8")
    (batch,) = writer.load_examples({"name": path}, 3, seed=0)
    assert sorted(text.split()[0] for text in writer.source_tokenizer.decode(batch[0])) == sorted(
        text.split()[0] for text in LINES
    )
    assert set(writer.tokenizer.decode(batch[1])) <= set(SENTENCES)
    path.write_text(path.read_text().replace("long", "text"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"the second .*: the long ones must come first\. Styles"):
        writer.load_examples({"name": path}, 3, seed=0)


def test_a_recipes_run_shows_texts_and_what_is_written(writer, tmp_path):
    path, held_out = tmp_path / "texts.tsv", tmp_path / "pairs.tsv"
    path.write_text(f"long\t{LINES[0]}\nshort\t{SENTENCES[0]}\n", encoding="utf-8")
    held_out.write_text(f"{LINES[1]} and more\t{SENTENCES[1]}\n", encoding="utf-8")
    for test_data, shown in ((None, LINES[0]), ({"name": held_out}, LINES[1])):
        examples = writer.source_examples({"name": path}, test_data, 5)
        ((source, written),) = writer.watched_samples(writer.watched_inputs(5, 0, examples))
        assert source == ("source", [shown])
        assert written == ("written", writer.answer([shown], seed=0))


def test_mistakes_are_named(writer):
    with pytest.raises(DataMismatch, match=r"sources\[1\] is empty text"):
        writer.answer(["a tool", ""])
    with pytest.raises(DataMismatch, match=r"sources\[0\] has 5 tokens"):
        writer.reconstruct(["a small tool to read"])
    with pytest.raises(DataMismatch, match=r"sources\[0\] is 'zzyzx', of which no word"):
        writer.answer(["zzyzx"])
    with pytest.raises(DataMismatch, match=r"x\[1\]\[0\] has 5 tokens"):
        writer.fit((LINES, ["a small tool to read"]))
    with pytest.raises(ValueError, match=r"discriminator_steps=2 batches, and `x` has fewer"):
        writer.fit((LINES, SENTENCES), batch_size=3)
    with pytest.raises(ValueError, match=r"`adversarial` must be one of .* Did you mean 'wasserst"):
        keras_gan_zoo.get("summary_gan", adversarial="wasserstien")
    with pytest.raises(ValueError, match=r"`discount` must be in \[0, 1\], got 1.5"):
        keras_gan_zoo.get("summary_gan", vocabulary_size=9, length=4, units=8, discount=1.5)
    with pytest.raises(ValueError, match=r"`span` must be the fewest words and the most, got \(5"):
        keras_gan_zoo.get("summary_gan", vocabulary_size=9, length=4, units=8, span=(5, 2))
    G, R, D = writer.generator, writer.reconstructor, writer.discriminator
    with pytest.raises(VocabularyMismatch, match="'reinforce' needs 4 of"):
        type(writer)(G, R, D, adversarial="reinforce")
    with pytest.raises(
        VocabularyMismatch, match=r"`reconstructor` has source_length, .* turn roun"
    ):
        type(writer)(G, G, D)
    with pytest.raises(TypeError, match="`reconstructor` must be a ConditionalDecoder, got Func"):
        type(writer)(G, D, D)
    with pytest.raises(VocabularyMismatch, match="must have the words of `tokenizer`"):
        other = Tokenizer(writer.tokenizer.vocabulary[::-1], 8)
        keras_gan_zoo.get("summary_gan", tokenizer=writer.tokenizer, source_tokenizer=other)

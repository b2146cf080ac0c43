"""Translation without pairs: which way each player moves, noise, beginning, texts both ways."""

import functools
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import reloaded

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.errors import DataMismatch, VocabularyMismatch
from keras_gan_zoo.families.text.unsupervised_translation.noise import noisy
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.metrics import corpus_bleu

V_X, V_Y, LENGTH_X, LENGTH_Y, ROWS = 6, 5, 4, 5, 3
RANDOM = np.random.default_rng(0)
X, C_X, C_M_Y = RANDOM.integers(1, V_X, (3, ROWS, LENGTH_X)).astype("int32")
Y, C_Y, C_M_X = RANDOM.integers(1, V_Y, (3, ROWS, LENGTH_Y)).astype("int32")
X[0, 2:] = C_X[0, 1:] = C_M_Y[1, 3:] = 0
Y[1, 3:] = C_Y[1, 3:] = C_M_X[2, 2:] = 0
WEIGHTS = {"denoising_weight": 0.7, "back_translation_weight": 1.3, "adversarial_weight": 4.0}
ENGLISH = ["the dog sleeps .", "no cat sleeps .", "the cat eats 7 .", "a dog eats ."]
SPANISH = ["el perro duerme .", "ningún gato duerme .", "no come .", "el gato come 7 ."]


def game(**arguments):
    """Returns a family of few words whose noise is given above, and whose steps are gradients."""
    sizes = {"vocabulary_size": V_Y, "length": LENGTH_Y, "embedding_dim": 6, "units": 7}
    sizes |= {"source_vocabulary_size": V_X, "source_length": LENGTH_X, "discriminator_width": 8}
    gan = keras_gan_zoo.get("unsupervised_translation", **{**sizes, **WEIGHTS, **arguments}, seed=5)
    for network in (gan.encoder, gan.decoder_x, gan.decoder_y):
        network.end_token = 0
    descend(gan)
    given_noise(gan)
    return gan


def given_noise(gan):
    """Lets the next step see the noisy texts that are given above."""
    turns = iter([C_X, C_Y, C_M_X, C_M_Y])
    gan.C = lambda tokens: ops.convert_to_tensor(next(turns))


@pytest.fixture(scope="module")
def player():
    return game()


@functools.cache
def graph(encoder, decoder, reads):
    """Returns both as a graph: differences ask for their output dozens of times."""
    return tf.function(
        lambda tokens, sources: decoder([tokens, *encoder.encode(sources, reads)]), autograph=False
    )


@functools.cache
def judging(encoder, discriminator, reads):
    return tf.function(
        lambda sources: discriminator(encoder.encode(sources, reads)[0]), autograph=False
    )


def counted(tokens):
    return np.cumsum(tokens == 0, axis=1) - (tokens == 0) == 0


def nll(gan, decoder, sources, reads, tokens):
    run = graph(gan.encoder, decoder, reads)
    logits = np.asarray(run(ops.convert_to_tensor(tokens), ops.convert_to_tensor(sources)), "f8")
    chosen = np.take_along_axis(logits, tokens[..., None], axis=-1)[..., 0]
    log_probs = chosen - np.logaddexp.reduce(logits, axis=-1)
    return -(log_probs * counted(tokens)).sum() / counted(tokens).sum()


def language(gan, sources, reads, probability_of_x):
    """Minus the mean log-probability of a label of the states of words that were read."""
    run = judging(gan.encoder, gan.discriminator, reads)
    logits = np.asarray(run(ops.convert_to_tensor(sources)), "f8")[..., 0][sources != 0]
    x, y = -np.logaddexp(0, -logits), -np.logaddexp(0, logits)
    return -np.mean(probability_of_x * x + (1 - probability_of_x) * y)


def losses_of(gan):
    """Returns each player's loss as the papers have it, weighed."""
    d_x, d_y = gan.decoder_x, gan.decoder_y

    def discriminator():
        return language(gan, C_X, "x", 0.9) + language(gan, C_Y, "y", 0.1)

    def translator():
        denoising = nll(gan, d_x, C_X, "x", X) + nll(gan, d_y, C_Y, "y", Y)
        back = nll(gan, d_x, C_M_X, "y", X) + nll(gan, d_y, C_M_Y, "x", Y)
        fooled = language(gan, C_X, "x", 0.0) + language(gan, C_Y, "y", 1.0)
        weights = gan.denoising_weight, gan.back_translation_weight, gan.adversarial_weight
        return np.dot(weights, (denoising, back, fooled))

    return [("discriminator", discriminator), ("translator", translator)]


def test_each_player_moves_down_the_papers_loss(player):
    gan = player
    given_noise(gan)
    moves = moves_in(gan, X, Y)
    check_moves(gan, moves, losses_of(gan))
    assert all(float(gan.logs()[term]) > 0 for term in gan.terms)
    assert all(moves[1].of(gan, name) > 0 for name in gan.players["translator"])


@pytest.mark.parametrize(
    ("left_out", "terms", "moving"),
    [
        ("denoising_weight", {"denoising_x", "denoising_y"}, 2),
        ("back_translation_weight", {"back_x", "back_y"}, 2),
        ("adversarial_weight", {"adversarial"}, 1),
    ],
)
def test_an_ingredient_of_weight_0_is_left_out(player, monkeypatch, left_out, terms, moving):
    monkeypatch.setattr(player, left_out, 0.0)
    player.reset_metrics()
    given_noise(player)
    moves, losses = moves_in(player, X, Y), losses_of(player)[-moving:]
    assert [move.player for move in moves] == [name for name, _ in losses]
    for move, (_, loss) in zip(moves, losses, strict=True):
        assert move.value == pytest.approx(loss(), rel=1e-4)
    assert {term for term in player.terms if not float(player.logs()[term])} == terms


def test_back_translations_are_the_present_models_and_held():
    gan = game(ema_decay=0.5)
    for name in gan.averaged:
        average = getattr(gan, f"{name}_average")
        average.set_weights([np.zeros_like(weight) for weight in average.get_weights()])
    with tf.GradientTape() as tape:
        to_y, to_x = gan.back_translations(ops.convert_to_tensor(X), ops.convert_to_tensor(Y))
        summed = ops.sum(ops.cast(to_y, "float32"))
    assert tape.gradient(summed, gan.encoder.trainable_variables[0].value) is None
    for sources, reads, decoder, written in (
        (X, "x", gan.decoder_y, to_y),
        (Y, "y", gan.decoder_x, to_x),
    ):
        tokens = np.zeros((ROWS, decoder.length), "int32")
        for position in range(decoder.length):
            run = graph(gan.encoder, decoder, reads)
            logits = run(ops.convert_to_tensor(tokens), ops.convert_to_tensor(sources))
            tokens[:, position] = np.asarray(logits)[:, position].argmax(axis=-1)
        np.testing.assert_array_equal(written, np.where(counted(tokens), tokens, 0))


def test_the_stage_before_the_game_translates_by_words(player):
    gan = player
    words = {"x_to_y": np.array([0, 1, 4, 2, 3, 1]), "y_to_x": np.array([0, 1, 5, 2, 3])}
    for direction, tokens in words.items():
        gan.dictionaries[direction].assign(tokens)
    seen = []
    gan.C = lambda tokens: seen.append(np.asarray(tokens)) or ops.convert_to_tensor(tokens)
    pair = tuple(map(ops.convert_to_tensor, (X, Y)))
    moves = moves_in(gan, step=lambda: gan.stage_steps()["translator"](pair))
    by_x = np.pad(words["x_to_y"][X], [(0, 0), (0, 1)])
    by_y = words["y_to_x"][Y][:, :LENGTH_X].astype("int32")
    for found, expected in zip(seen, (X, Y, by_x, by_y), strict=True):
        np.testing.assert_array_equal(found, expected)

    def likelihood():
        denoising = nll(gan, gan.decoder_x, X, "x", X) + nll(gan, gan.decoder_y, Y, "y", Y)
        back = nll(gan, gan.decoder_x, by_x, "y", X) + nll(gan, gan.decoder_y, by_y, "x", Y)
        return 0.7 * denoising + 1.3 * back

    check_moves(gan, moves, [("translator", likelihood)])


def test_noise_drops_words_and_moves_them_by_few_places():
    tokens = np.tile(np.arange(1, 9), (4000, 1))
    tokens[::2, 5:] = 0
    uniforms = np.random.default_rng(1).random((4000, 2, 8)).astype("float32")
    found = np.asarray(noisy(ops.convert_to_tensor(tokens), tokens > 0, 0.3, 2, 0, uniforms))
    ones = np.where(found > 0, 1, 0)
    assert (np.diff(ones, axis=1) <= 0).all() and ones.sum(axis=1).min() >= 1
    assert abs(1 - ones.sum() / (tokens > 0).sum() - 0.3) < 0.01
    for before, after, (drops, moves) in zip(tokens[:200], found, uniforms, strict=False):
        count = int((before > 0).sum())
        kept = [i for i in range(count) if drops[i] >= 0.3] or [int(drops[:count].argmax())]
        expected = before[sorted(kept, key=lambda i: i + 3 * moves[i])]
        np.testing.assert_array_equal(after[after > 0], expected)
    whole = np.asarray(noisy(ops.convert_to_tensor(tokens), tokens > 0, 0.0, 2, 0, uniforms))
    assert np.abs(whole[1::2] - tokens[1::2]).max() == 2
    still = noisy(ops.convert_to_tensor(tokens), tokens > 0, 0.0, 0, 0, uniforms)
    np.testing.assert_array_equal(still, tokens)
    full = np.asarray(noisy(tokens[1::2], tokens[1::2] > 0, 0.9, 3, None, uniforms[1::2]))
    np.testing.assert_array_equal(np.sort(full, axis=1), tokens[1::2])


def test_the_noise_is_drawn_anew(player):
    gan = player
    del gan.C
    x = ops.convert_to_tensor(np.tile(X[1], (50, 1)))
    first, second = np.asarray(gan.C(x)), np.asarray(gan.C(x))
    assert len(np.unique(first, axis=0)) > 5 and np.any(first != second)


# Words and texts


@pytest.fixture(scope="module")
def translator():
    return keras_gan_zoo.get(
        "unsupervised_translation",
        source_tokenizer=Tokenizer.from_texts(ENGLISH, length=6),
        tokenizer=Tokenizer.from_texts(SPANISH, length=5),
        embedding_dim=3,
        units=8,
        discriminator_width=4,
        ema_decay=0.5,
        seed=0,
    )


def row(gan, network, language, word):
    tokenizer = gan.source_tokenizer if language == "x" else gan.tokenizer
    table = (
        network.embedding
        if network is not gan.encoder
        else getattr(network, f"embedding_{language}")
    )
    return np.asarray(table.trained)[tokenizer.vocabulary.index(word) + 2]


def test_words_that_are_spelt_alike_stay_where_there_is_no_dictionary(translator):
    assert translator.word_by_word(["no dog sleeps ."]) == ["no \ufffd \ufffd ."]
    assert translator.word_by_word(["el gato come 7 ."], direction="y_to_x")[0].endswith("7 .")


def test_word_vectors_of_one_space_are_the_beginning(translator):
    def vectors(*rows):
        return np.array(rows, "float32")

    turn = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], "float32")
    x = ["dog", "cat", "never said", "sleeps", "."], vectors(*np.eye(3), [0, 3, 3], [1, 1, 0.9])
    y = ["gato", "perro", "duerme", "."], vectors([0, 0, 1], [0, 5, 0], [1, 0, 1], [0, -1, 0.1])
    mapping = keras_gan_zoo.get("word_translation", dimensions=3, width=4)
    mapping.mapping.trainable_variables[0].assign(turn)
    before = row(translator, translator.encoder, "x", "the")
    translator.begin_with_vectors(x, y, mapping)
    for network in (translator.encoder, translator.decoder_x):
        np.testing.assert_allclose(row(translator, network, "x", "dog"), [0, 1, 0], atol=1e-6)
        half = np.sqrt(0.5)
        np.testing.assert_allclose(row(translator, network, "x", "sleeps"), [half, 0, half], 1e-5)
    for network in (translator.encoder, translator.decoder_y):
        np.testing.assert_allclose(row(translator, network, "y", "perro"), [0, 1, 0], atol=1e-6)
    np.testing.assert_array_equal(row(translator, translator.encoder, "x", "the"), before)
    np.testing.assert_array_equal(
        translator.encoder_average.embedding_x.trained, translator.encoder.embedding_x.trained
    )
    # The full stop stays, although another word is nearer to it.
    assert translator.word_by_word(["no dog sleeps ."]) == ["no perro duerme ."]
    assert translator.word_by_word(["el gato duerme ."], direction="y_to_x")[0].endswith(
        "cat sleeps ."
    )


def test_a_dictionary_is_the_beginning(translator, tmp_path):
    table = np.asarray(translator.encoder.embedding_y.trained).copy()
    translator.begin_with_dictionary({"the": ["el", "ningún"], "eats": "come", "unheard": "no"})
    tokens = translator.tokenizer.encode(["el ningún"])[0, :2]
    np.testing.assert_allclose(
        row(translator, translator.encoder, "x", "the"), table[tokens].mean(axis=0), rtol=1e-6
    )
    np.testing.assert_array_equal(translator.encoder.embedding_y.trained, table)
    assert translator.word_by_word(["the dog eats 7 ."])[0].startswith("el ")
    assert translator.word_by_word(["ningún perro come ."], direction="y_to_x")[0].startswith("the")
    again = reloaded(translator, tmp_path)
    assert again.word_by_word(ENGLISH) == translator.word_by_word(ENGLISH)


def test_texts_that_went_there_and_back_are_held_against_themselves(translator):
    found = []
    for texts, way in ((ENGLISH, ("x_to_y", "y_to_x")), (SPANISH, ("y_to_x", "x_to_y"))):
        network = translator.direction_network(way[0])
        reads = translator.kinds_of(way[0])[0].tokenizer
        tokens = reads.encode(texts)
        written = tokens
        for direction in way:
            network = translator.direction_network(direction)
            state = [np.asarray(part) for part in network.encode(ops.convert_to_tensor(written))]
            rows = np.zeros((len(texts), network.length), "int32")
            for position in range(network.length):
                logits = network.decode(ops.convert_to_tensor(rows), state)
                rows[:, position] = np.asarray(logits)[:, position].argmax(axis=-1)
            written = np.where(counted(rows), rows, 0)
        kept = [[part[part > 0] for part in each] for each in (written, tokens)]
        found.append(float(corpus_bleu(*kept)))
    assert translator.round_trip_bleu(ENGLISH, SPANISH) == pytest.approx(np.mean(found))


def test_text_in_text_out_in_both_directions(translator, tmp_path):
    export.served_model(translator, tmp_path / "served")
    served = tf.saved_model.load(tmp_path / "served")
    for direction, texts in (("x_to_y", ENGLISH), ("y_to_x", SPANISH)):
        answers = getattr(served, direction)(7, texts, 1e-6).numpy()
        written = [text.decode() for text in answers]
        assert written == translator.answer(texts, direction=direction, temperature=0)
        known = translator.kinds_of(direction)[1].tokenizer.vocabulary
        assert {word for text in written for word in text.split()} <= {*known, "\ufffd"}


def test_each_direction_steps_on_a_phone(translator, tmp_path):
    from ai_edge_litert.interpreter import Interpreter

    path = export.answering_step(translator, tmp_path / "step.tflite", direction="y_to_x")
    interpreter = Interpreter(model_path=str(path))
    read, step = map(interpreter.get_signature_runner, ("read", "step"))
    sources = translator.tokenizer.encode(SPANISH[:1])
    token = np.array([translator.source_vocabulary_size], "int32")
    found = step(token=token, position=np.array(0, "int32"), **read(sources=sources))["logits"]
    network = translator.direction_network("y_to_x")
    expected = network([sources, np.zeros((1, 6), "int32")])[:, 0]
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_each_language_has_its_words_and_both_the_same_lstms(player):
    encoder, tokens = player.encoder, ops.convert_to_tensor(X % V_Y)

    def memories():
        return [np.asarray(encoder.encode(tokens, language)[0]) for language in "xy"]

    before = memories()
    for weights, moved in (
        (encoder.embedding_x, [True, False]),
        (encoder.embedding_y, [False, True]),
        (encoder.forward, [True, True]),
        (encoder.backward, [True, True]),
    ):
        kept = weights.get_weights()
        weights.set_weights([value + 0.1 for value in kept])
        after = memories()
        changed = [bool(np.any(a != b)) for a, b in zip(before, after, strict=True)]
        assert changed == moved, weights.name
        weights.set_weights(kept)


def test_fixed_word_vectors_stand_still():
    gan = game(fixed=True)
    ours = {id(v) for v in gan.trainable_variables}
    assert not ours & {id(gan.encoder.embedding_x.trained), id(gan.encoder.embedding_y.trained)}
    assert len(gan.encoder.trainable_variables) == 10  # of two LSTMs and two bridges


def test_a_recipes_texts_are_cut_by_their_languages(translator, tmp_path):
    path = tmp_path / "texts.tsv"
    lines = [*(f"english\t{text}" for text in ENGLISH), *(f"spanish\t{text}" for text in SPANISH)]
    path.write_text("\n".join([*lines, "english\tan unknown word"]) + "\n", encoding="utf-8")
    recipe = SimpleNamespace(data={"name": path}, sections={"tokenizer": {"length": 6}})
    made = type(translator).arguments_of_recipe(recipe)
    assert "perro" in made["tokenizer"].vocabulary and "dog" in made["source_tokenizer"].vocabulary
    (batch,) = translator.load_examples({"name": path}, 4, seed=0)
    assert sorted(translator.source_tokenizer.decode(batch[0])) == sorted(ENGLISH)
    assert sorted(translator.tokenizer.decode(batch[1])) == sorted(SPANISH)
    shown = translator.watched_samples(
        translator.watched_inputs(5, 0, translator.source_examples({"name": path}, None, 5))
    )
    assert [group[0] for group in shown] == [
        ("x_to_y source", ENGLISH),
        ("y_to_x source", SPANISH),
    ]


def test_mistakes_are_named(translator):
    words = ["dog"], np.ones((1, 3))
    with pytest.raises(ValueError, match=r"`y` must be a pair \(words, vectors\), got ndarray"):
        translator.begin_with_vectors(words, words[1])
    with pytest.raises(ValueError, match=r"`x` has vectors of 2 dimensions, but the model's have"):
        translator.begin_with_vectors((["dog"], np.ones((1, 2))), words)
    with pytest.raises(ValueError, match="`x` must hold a vector for each word, got 1 words and 2"):
        translator.begin_with_vectors((["dog"], np.ones((2, 3))), words)
    with pytest.raises(ValueError, match="`y` has vectors of 1 words, none of which is in the voc"):
        translator.begin_with_vectors(words, words)
    with pytest.raises(ValueError, match="`dictionary` has 1 entries, of which none has both"):
        translator.begin_with_dictionary({"dog": "dog"})
    with pytest.raises(DataMismatch, match=r"sources\[0\] is 'perro', of which no word is among"):
        translator.answer(["perro"])
    gan = game()
    with pytest.raises(TypeError, match="has no tokenizers, so that it has no words"):
        gan.begin_with_dictionary({"dog": "perro"})
    with pytest.raises(ValueError, match="are both 0, so that nothing would learn to write"):
        game(denoising_weight=0, back_translation_weight=0)
    parts = gan.encoder, gan.decoder_x, gan.decoder_y, gan.discriminator
    with pytest.raises(VocabularyMismatch, match="`decoder_x` has the length, vocabulary and unit"):
        type(gan)(parts[0], parts[2], *parts[2:])
    with pytest.raises(TypeError, match="`encoder` must be a SharedEncoder, got LanguageDecoder"):
        type(gan)(parts[1], *parts[1:])
    other = keras_gan_zoo.get("unsupervised_translation", vocabulary_size=4, length=3, units=5)
    with pytest.raises(VocabularyMismatch, match="`discriminator` takes states of 10 numbers"):
        type(gan)(*parts[:3], other.discriminator)

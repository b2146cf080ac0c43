"""Sequence to sequence by likelihood: its loss by value, answers, exports and sentences."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from moves import check_moves, descend, moves_in

import keras_gan_zoo
from keras_gan_zoo import data, export
from keras_gan_zoo.errors import DataMismatch, VocabularyMismatch
from keras_gan_zoo.layers import Tokenizer

SIZES = {"source_vocabulary_size": 6, "source_length": 3, "vocabulary_size": 5, "length": 4}
SMALL = {"embedding_dim": 6, "units": 7, "seed": 5}
QUESTIONS = ["who is there", "who are you", "is it you", "where"]
ANSWERS = ["it is me", "me", "no", "here it is"]


@pytest.fixture(scope="module")
def speaker():
    tokenizer = Tokenizer.from_texts([*QUESTIONS, *ANSWERS], length=4)
    model = keras_gan_zoo.get(
        "mle_seq2seq", tokenizer=tokenizer, embedding_dim=16, units=16, seed=0
    )
    model.compile({"generator": keras.optimizers.Adam(3e-2)})
    model.fit((QUESTIONS, ANSWERS), batch_size=4, epochs=60, verbose=0)
    return model


def test_the_loss_is_minus_the_mean_log_probability_of_the_answers():
    random = np.random.default_rng(0)
    sources = random.integers(0, 6, (4, 3)).astype("int32")
    tokens = random.integers(1, 5, (4, 4)).astype("int32")
    tokens[0, 2:] = tokens[3, 1:] = 0
    gan = keras_gan_zoo.get("mle_seq2seq", **SIZES, **SMALL)
    gan.generator.end_token = 0
    descend(gan)

    def loss():
        logits = np.asarray(gan.generator([sources, tokens]), "float64")
        log_probs = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
        chosen = np.take_along_axis(log_probs, tokens[..., None], axis=-1)[..., 0]
        counted = np.array([[1, 1, 1, 0], [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 0, 0]])
        return -np.sum(chosen * counted) / counted.sum()

    check_moves(gan, moves_in(gan, sources, tokens), [("generator", loss)])
    assert gan.held_out_nll((sources, tokens), batch_size=3) == pytest.approx(loss(), rel=1e-5)


def test_it_answers_what_it_has_learned_however_it_is_asked(speaker):
    assert speaker.answer(QUESTIONS, temperature=0) == ANSWERS
    assert speaker.answer(QUESTIONS[:2], beam=3, n=2)[0][0] == ANSWERS[0]
    assert speaker.answer(QUESTIONS, top_p=0.3, seed=0) == ANSWERS
    drawn = speaker.answer(["who is there"], n=64, temperature=5.0, seed=0)[0]
    assert drawn == speaker.answer(["who is there"], n=64, temperature=5.0, seed=0)[0]
    assert len(drawn) == 64 and len(set(drawn)) > 20
    assert speaker.held_out_nll((QUESTIONS, ANSWERS)) < 0.2


def test_text_datasets_are_taken_as_lists_are(speaker):
    pairs = tf.data.Dataset.from_tensor_slices((QUESTIONS, ANSWERS))
    (expected,) = speaker.prepare_data((QUESTIONS, ANSWERS), 4, shuffle=False)
    for x in (pairs, pairs.batch(4)):
        (found,) = speaker.prepare_data(x, 4, shuffle=False)
        for part, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(part, other)


def test_text_in_text_out(speaker, tmp_path):
    export.served_model(speaker, tmp_path / "served")
    served = tf.saved_model.load(tmp_path / "served")
    answers = [text.decode() for text in served.answer(7, QUESTIONS, 0.05).numpy()]
    assert answers == ANSWERS
    named = served.signatures["answer"](
        seed=tf.constant(7), texts=tf.constant(QUESTIONS), temperature=tf.constant(0.05)
    )
    assert named["answers"].numpy().tolist() == [text.encode() for text in ANSWERS]


def test_a_step_at_a_time_on_a_phone(speaker, tmp_path):
    from ai_edge_litert.interpreter import Interpreter

    path = export.answering_step(speaker, tmp_path / "step.tflite")
    interpreter = Interpreter(model_path=str(path))
    read, step = map(interpreter.get_signature_runner, ("read", "step"))
    state = read(sources=speaker.tokenizer.encode(QUESTIONS[:1]))
    token, written = np.array([speaker.vocabulary_size], "int32"), []
    for position in range(speaker.length):
        state = step(token=token, position=np.array(position, "int32"), **state)
        token = state.pop("logits").argmax(-1).astype("int32")
        written.append(int(token[0]))
    assert speaker.tokenizer.decode([written]) == ANSWERS[:1]
    with pytest.raises(FileExistsError, match="overwrite=True"):
        export.answering_step(speaker, path)


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        ((QUESTIONS, ANSWERS[:3]), "an answer for each text, got 4 texts and 3 answers"),
        ((["", *QUESTIONS[1:]], ANSWERS), r"x\[0\]\[0\] is empty text"),
        ((QUESTIONS, ["it is me is it you", *ANSWERS[1:]]), r"x\[1\]\[0\] has 6 tokens"),
        (QUESTIONS, r"`x` must be a pair \(texts, answers\) of lists"),
        (tf.data.Dataset.from_tensor_slices(QUESTIONS), r"must yield pairs \(text, answer\)"),
    ],
)
def test_pairs_that_do_not_fit_are_named(speaker, x, sentence):
    with pytest.raises((DataMismatch, ValueError), match=sentence):
        speaker.fit(x, batch_size=4)


def test_questions_that_cannot_be_read_are_named(speaker):
    with pytest.raises(DataMismatch, match=r"sources\[1\] is empty text"):
        speaker.answer(["who", ""])
    with pytest.raises(DataMismatch, match=r"sources\[0\] is 'кто там', of which no word"):
        speaker.answer(["кто там"])
    assert speaker.answer(["who xyz"], seed=0)
    with pytest.raises(ValueError, match="`beam` must be at least n=3, got 2"):
        speaker.answer(["who"], beam=2, n=3)
    tokens_only = keras_gan_zoo.get("mle_seq2seq", **SIZES, **SMALL)
    with pytest.raises(TypeError, match="has no tokenizer to read text by"):
        tokens_only.answer(["who"])
    with pytest.raises(DataMismatch, match="is text, but this model has no tokenizer"):
        tokens_only.fit((QUESTIONS, ANSWERS))
    with pytest.raises(TypeError, match="must be a ConditionalDecoder, got LSTMDecoder"):
        type(tokens_only)(keras_gan_zoo.networks.LSTMDecoder(5, 4))
    with pytest.raises(VocabularyMismatch, match="`length` is 9, but the tokenizer has 4"):
        keras_gan_zoo.get("mle_seq2seq", tokenizer=speaker.tokenizer, length=9)


def test_two_languages_have_two_tokenizers():
    reads = Tokenizer.from_texts(["quién es", "dónde"], length=3)
    model = keras_gan_zoo.get(
        "mle_seq2seq", tokenizer=Tokenizer.from_texts(ANSWERS), source_tokenizer=reads, **SMALL
    )
    assert model.source_length == 3 and model.takes[0].vocabulary_size == 5
    (text,) = model.answer(["dónde"], seed=0)
    assert set(text.split()) <= {*model.tokenizer.vocabulary, "\N{REPLACEMENT CHARACTER}"}


def test_pairs_are_read_from_a_file_of_tabs(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("hello\thi there\nwho\tme\n", encoding="utf-8")
    assert data.load_text_pairs(path) == (["hello", "who"], ["hi there", "me"])
    path.write_text("hello\thi there\nwho me\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"Text 2 of .* is not a text, one tab and another text"):
        data.load_text_pairs(path)

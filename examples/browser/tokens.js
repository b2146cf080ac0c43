// Cuts text into tokens as keras_gan_zoo.layers.Tokenizer does; its documentation has the rule.

// The token that ends a text, and that of the first known word.
const [END, FIRST] = [0, 2];
const SHOWN = 60;

// Not \s, which holds a byte-order mark here and leaves out U+0085.
const SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000]+/gu;
const INVISIBLE = /[\xad\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu;
const MARK = /([^\p{L}\p{M}\p{N}\u{20000}-\u{3ffff}\u200c\u200d '][\p{M}\u200c\u200d]*)/gu;

/**
 * Returns the words or characters of a text.
 * @param {string} text The text.
 * @param {string} split "words", "characters" or "chinese".
 */
export function piecesOf(text, split) {
  const spaced = text.replace(INVISIBLE, "").replace(SPACE, split === "chinese" ? "" : " ");
  if (split !== "words") return [...spaced.replace(/^ | $/g, "")];
  return spaced.toLowerCase().replace(MARK, " $1 ").split(" ").filter(Boolean);
}

/**
 * Returns the tokens of a text.
 * @param {string} text The text.
 * @param {{vocabulary: string[], length: number, split: string}} tokenizer The file's own.
 * @throws {Error} If the text is empty or too long, or has a word that the model does not know: the
 *   network would draw something all the same.
 */
export function tokensOf(text, { vocabulary, length, split }) {
  const pieces = piecesOf(text, split);
  const known = new Map(vocabulary.map((word, index) => [word, FIRST + index]));
  const some = vocabulary.slice(0, SHOWN).join(split === "chinese" ? "" : " ");
  if (!pieces.length) throw new Error(`Write what to draw. The model knows: ${some}`);
  if (pieces.length > length) throw new Error(`The text has ${pieces.length} ${split} of at most ${length}.`);
  const unknown = pieces.find((piece) => !known.has(piece));
  if (unknown !== undefined) throw new Error(`The model does not know "${unknown}". It knows: ${some}`);
  const tokens = pieces.map((piece) => known.get(piece));
  return [...tokens, ...Array(length - tokens.length).fill(END)];
}

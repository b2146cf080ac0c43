// Cuts text into tokens as keras_gan_zoo.layers.Tokenizer does; its documentation has the rule.

// The tokens that end a text and that stand for an unknown word, and that of the first known word.
const [END, UNKNOWN, FIRST] = [0, 1, 2];

// Not \s, which holds a byte-order mark here and leaves out U+0085.
const SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000]+/gu;
const INVISIBLE = /[\xad\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu;
const MARK = /([^\p{L}\p{M}\p{N}\u{20000}-\u{3ffff}\u200c\u200d '][\p{M}\u200c\u200d]*)/gu;

/**
 * Returns the tokens of a text.
 * @param {string} text The text.
 * @param {{vocabulary: string[], length: number, split: string}} tokenizer The file's own.
 */
export function tokensOf(text, { vocabulary, length, split }) {
  const spaced = text.replace(INVISIBLE, "").replace(SPACE, split === "chinese" ? "" : " ");
  let pieces;
  if (split === "words") {
    pieces = spaced.toLowerCase().replace(MARK, " $1 ").split(" ").filter(Boolean);
  } else {
    pieces = [...spaced.replace(/^ | $/g, "")];
  }
  const known = new Map(vocabulary.map((word, index) => [word, FIRST + index]));
  const tokens = pieces.slice(0, length).map((piece) => known.get(piece) ?? UNKNOWN);
  return [...tokens, ...Array(length - tokens.length).fill(END)];
}

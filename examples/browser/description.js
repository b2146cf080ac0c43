// Reads what a TF-Lite file of keras_gan_zoo says of itself: a zip archive behind the model with one
// stored member, metadata.json.

const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const LOCAL_HEADER_BYTES = 30;

/**
 * Returns the description of a file.
 * @param {Uint8Array} file The file's content.
 * @throws {Error} If the file has none.
 */
export function readDescription(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = file.byteLength - END_BYTES;
  if (end < 0 || view.getUint32(end, true) !== END_OF_DIRECTORY) {
    throw new Error("The file has no description: export it with keras_gan_zoo.");
  }
  const directory = view.getUint32(end + 16, true);
  const size = view.getUint32(directory + 24, true);
  const header = view.getUint32(directory + 42, true);
  const names = view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const start = header + LOCAL_HEADER_BYTES + names;
  return JSON.parse(new TextDecoder().decode(file.subarray(start, start + size)));
}

// A control for each input of a generator, by what the file says that the input means.

const SLIDERS = 8;

/** Returns a control: an element, and a function that gives the input's present value. */
export function controlFor(tensor, generator, changed, given) {
  if (tensor.meaning.startsWith("picture")) return drawing(tensor, changed);
  if (tensor.meaning === "tokens") return textBox(generator, changed, given.get("text"));
  if (tensor.meaning === "class number") return classNumber(tensor, changed, given.get("label"));
  return latents(tensor, generator.description.directions, changed, given);
}

/** Sliders along the directions that the file names, or along the first axes if it names none. */
function latents(tensor, directions, changed, given) {
  const element = document.createElement("div");
  const [size] = tensor.shape;
  const numbers = (key) => given.get(key)?.split(",").map(Number);
  let start = numbers("latents") ?? Array(size).fill(0);
  if (start.length !== size) throw new Error(`The address gives ${start.length} latents of ${size}.`);
  const vectors = Object.entries(directions ?? axes(size));
  const sliders = vectors.map(([name], index) => {
    const slider = labelled(element, name, input("range", 0));
    Object.assign(slider, { min: -4, max: 4, step: 0.05 });
    slider.value = numbers("sliders")?.[index] ?? 0;
    slider.addEventListener("input", changed);
    return slider;
  });
  const button = document.createElement("button");
  button.textContent = "another one";
  button.addEventListener("click", () => {
    start = start.map(() => random(tensor.range));
    for (const slider of sliders) slider.value = 0;
    changed();
  });
  element.append(button);
  if (!given.has("latents")) button.click();
  const value = () =>
    start.map((number, axis) =>
      vectors.reduce((sum, [, vector], index) => sum + Number(sliders[index].value) * vector[axis], number),
    );
  return { element, value };
}

function axes(size) {
  const axis = (index) => Array.from({ length: size }, (_, place) => Number(place === index));
  const shown = Math.min(size, SLIDERS);
  return Object.fromEntries(Array.from({ length: shown }, (_, index) => [`direction ${index + 1}`, axis(index)]));
}

function random(range) {
  if (range) return range[0] + (range[1] - range[0]) * Math.random();
  // Box and Muller: standard normal.
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

function textBox(generator, changed, given) {
  const element = document.createElement("div");
  const box = labelled(element, "text", input("text", given ?? ""));
  box.addEventListener("input", changed);
  return { element, value: () => generator.tokens(box.value) };
}

/** A box for a class's number, or a list of the classes' names where the file says them. */
function classNumber({ names, range }, changed, given) {
  const element = document.createElement("div");
  const most = range?.[1] ?? (names ? names.length - 1 : Infinity);
  const box = names
    ? labelled(element, "to", choice(names))
    : labelled(element, "class", Object.assign(input("number", 0), { min: 0 }));
  if (most < Infinity) box.max = most;
  const checked = (asked) => {
    const number = names?.includes(asked) ? names.indexOf(asked) : Number(asked);
    if (asked !== "" && Number.isInteger(number) && number >= 0 && number <= most) return number;
    const numbers = most < Infinity ? `from 0 to ${most}` : "of at least 0";
    const known = names ? `, or one of ${names.join(", ")}` : "";
    throw new Error(`The class must be a whole number ${numbers}${known}, not "${asked}".`);
  };
  if (given) box.value = checked(given);
  box.addEventListener("input", changed);
  return { element, value: () => [checked(box.value)] };
}

function choice(names) {
  const select = document.createElement("select");
  select.append(...names.map((name, number) => new Option(name, number)));
  return select;
}

function drawing(tensor, changed) {
  const [height, width, channels] = tensor.shape;
  const element = document.createElement("canvas");
  Object.assign(element, { id: "drawing", width, height });
  const context = element.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  Object.assign(context, { lineWidth: 1.5, lineCap: "round" });
  const place = (event) => [
    (event.offsetX / element.clientWidth) * width,
    (event.offsetY / element.clientHeight) * height,
  ];
  element.addEventListener("pointerdown", (event) => {
    context.beginPath();
    context.moveTo(...place(event));
  });
  element.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    context.lineTo(...place(event));
    context.stroke();
  });
  element.addEventListener("pointerup", changed);
  return {
    element,
    value: () => {
      const { data } = context.getImageData(0, 0, width, height);
      return Float32Array.from({ length: width * height * channels }, (_, index) => {
        const pixel = 4 * Math.floor(index / channels);
        return data[pixel + (index % channels)] / 127.5 - 1;
      });
    },
  };
}

function input(type, value) {
  return Object.assign(document.createElement("input"), { type, value });
}

function labelled(parent, text, control) {
  const label = document.createElement("label");
  label.append(text, control);
  parent.append(label);
  return control;
}

// A control for each input of a generator, by what the file says that the input means.

const SLIDERS = 8;

/** Returns a control: an element, and a function that gives the input's present value. */
export function controlFor(tensor, generator, changed, given) {
  if (tensor.meaning.startsWith("picture")) return drawing(tensor, changed);
  if (tensor.meaning === "tokens") return textBox(generator, changed, given.get("text"));
  if (tensor.meaning === "class number") return classNumber(changed, given.get("label"));
  return latents(tensor, changed, given.get("latents"));
}

function latents(tensor, changed, given) {
  const element = document.createElement("div");
  const [size] = tensor.shape;
  const values = given ? given.split(",").map(Number) : Array(size).fill(0);
  if (values.length !== size) throw new Error(`The address gives ${values.length} latents of ${size}.`);
  const sliders = values.slice(0, SLIDERS).map((value, index) => {
    const slider = labelled(element, `direction ${index + 1}`, "range", value);
    Object.assign(slider, { min: -3, max: 3, step: 0.05 });
    slider.value = value;
    slider.addEventListener("input", () => {
      values[index] = Number(slider.value);
      changed();
    });
    return slider;
  });
  const button = document.createElement("button");
  button.textContent = "another one";
  button.addEventListener("click", () => {
    for (let index = 0; index < size; index++) values[index] = random(tensor.range);
    sliders.forEach((slider, index) => (slider.value = values[index]));
    changed();
  });
  element.append(button);
  if (!given) button.click();
  return { element, value: () => values };
}

function random(range) {
  if (range) return range[0] + (range[1] - range[0]) * Math.random();
  // Box and Muller: standard normal.
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

function textBox(generator, changed, given) {
  const element = document.createElement("div");
  const box = labelled(element, "text", "text", given ?? "");
  box.addEventListener("input", changed);
  return { element, value: () => generator.tokens(box.value) };
}

function classNumber(changed, given) {
  const element = document.createElement("div");
  const box = labelled(element, "class", "number", given ?? 0);
  box.min = 0;
  box.addEventListener("input", changed);
  return { element, value: () => [Number(box.value)] };
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

function labelled(parent, text, type, value) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type, value });
  label.append(text, input);
  parent.append(label);
  return input;
}

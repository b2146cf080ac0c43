// Shows the families of the chosen tasks and years; the address keeps the choice.
(() => {
  const form = document.querySelector(".zoo-filter");
  if (!form) return;
  const cards = [...document.querySelectorAll(".zoo-cards > li")];
  const boxes = [...form.querySelectorAll("input")];
  const count = form.querySelector(".zoo-count");

  const chosen = (name) =>
    boxes.filter((box) => box.name === name && box.checked).map((box) => box.value);

  function show() {
    const tasks = chosen("task");
    const years = chosen("year");
    let shown = 0;
    for (const card of cards) {
      const fits =
        (!tasks.length || tasks.includes(card.dataset.task)) &&
        (!years.length || years.includes(card.dataset.year));
      card.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${cards.length} families`;
  }

  function keep() {
    const query = new URLSearchParams();
    for (const box of boxes) if (box.checked) query.append(box.name, box.value);
    const text = query.toString();
    history.replaceState(null, "", location.pathname + (text ? `?${text}` : "") + location.hash);
  }

  function read() {
    const query = new URLSearchParams(location.search);
    for (const box of boxes) box.checked = query.getAll(box.name).includes(box.value);
    show();
  }

  form.addEventListener("change", () => {
    show();
    keep();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  read();
})();

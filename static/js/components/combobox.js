// A search box with candidates becomes an ARIA 1.2 combobox. The server searches: the page is sent as it is (nothing is
// saved) and comes back with candidates. What is chosen is an ordinary radio button or tick below the box, so the form
// sends the same as without this file; whatever goes wrong, the button 「候補を表示する」 works the plain way.

const WAIT = 250;
let count = 0;

document.addEventListener("focusin", (event) => {
  const input = event.target.closest("input[data-combobox-input]");
  if (input && !input.hasAttribute("role")) enhance(input);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-combobox-button]");
  const input = button?.closest("[data-combobox]").querySelector("input[data-combobox-input]");
  if (!input?.value.trim() || button.dataset.plain !== undefined) return;
  event.preventDefault();
  input.focus();
  input.dispatchEvent(new CustomEvent("combobox:open", { detail: button }));
});

function enhance(input) {
  const field = input.closest("[data-combobox]");
  const button = field.querySelector("button[data-combobox-button]");
  const told = field.querySelector("[data-combobox-count]");
  const list = document.createElement("ul");
  let timer = 0;
  let latest = 0;
  let active = -1;

  list.id = `combobox-${++count}`;
  list.className = "combobox__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.querySelector("legend").firstChild.textContent.trim());
  if (field.dataset.multiple !== undefined) list.setAttribute("aria-multiselectable", "true");
  list.hidden = true;
  told.after(list);
  told.setAttribute("role", "status");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  input.addEventListener("input", (event) => {
    if (field.dataset.multiple === undefined) choices(field)?.replaceChildren();
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(() => open(), WAIT);
  });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(() => open(), WAIT); });
  input.addEventListener("combobox:open", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", press);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });

  async function open(event) {
    const turn = ++latest;
    clearTimeout(timer);
    if (!input.value.trim()) return close();
    const data = new FormData(input.form);
    data.delete(field.dataset.combobox);
    data.set("_action", "refresh");
    try {
      const answer = await fetch(input.form.getAttribute("action") || location.href, { method: "POST", body: data, signal: AbortSignal.timeout(8000) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector(`[data-combobox="${CSS.escape(field.dataset.combobox)}"]`);
      if (!answer.ok || answer.redirected || !found) throw new Error("no candidates in the answer");
      if (turn === latest && document.activeElement === input) show(found);
    } catch {
      button.dataset.plain = "";
      if (event?.detail === button) button.click();
    }
  }

  function show(found) {
    const boxes = [...found.querySelectorAll("[data-combobox-choices] input")].filter((box) => box.value);
    list.replaceChildren(...boxes.map((box, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = box.value;
      option.textContent = box.labels[0].textContent.trim();
      return option;
    }));
    told.textContent = found.querySelector("[data-combobox-count]").textContent.trim();
    list.hidden = boxes.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    move(-1);
  }

  function close() {
    latest += 1;
    clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    move(-1);
  }

  function move(to) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = to;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function press(event) {
    if (event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      else if (event.key === "ArrowDown") move(active < last ? active + 1 : 0);
      else move(active > 0 ? active - 1 : last);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      if (list.children[active]) choose(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  }

  function choose(option) {
    const several = field.dataset.multiple !== undefined;
    const holder = choices(field) || list.insertAdjacentElement("afterend", document.createElement("div"));
    holder.className = "choices";
    holder.dataset.comboboxChoices = "";
    if (!several) holder.replaceChildren();
    const there = [...holder.querySelectorAll("input")].find((box) => box.value === option.dataset.value);
    const box = there || added(holder, option, several);
    box.checked = true;
    input.value = several ? "" : option.textContent;
    told.textContent = field.dataset.chosen.replace("◯", option.textContent);
    close();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function added(holder, option, several) {
    const row = document.createElement("div");
    const box = document.createElement("input");
    const label = document.createElement("label");
    row.className = "choice";
    box.className = "choice__box";
    box.type = several ? "checkbox" : "radio";
    box.name = field.dataset.combobox;
    box.value = option.dataset.value;
    box.id = `${list.id}-chosen-${holder.children.length}`;
    label.className = "choice__label";
    label.htmlFor = box.id;
    label.textContent = option.textContent;
    row.append(box, label);
    holder.append(row);
    return box;
  }
}

function choices(field) {
  return field.querySelector("[data-combobox-choices]");
}

// Puts what changed into a form page: `form:answer` brings the page as it would be shown now. What is asked before and
// after is left alone, so that no caret, selection or half-typed word is touched, and what is in front of the eyes stays.

document.addEventListener("form:answer", (event) => {
  const { page, action, data } = event.detail;
  const form = event.target;
  const news = new News(form);
  const [verb, name, row] = action.split(":");
  const removed = verb === "remove" && title(form.querySelector(`#${name}-${row}`));
  const typing = verb && verb !== "add" && replace(form, page, name, verb === "remove" ? null : data);
  follow(form, page, news);
  const focus = page.querySelector("[data-focus]")?.dataset.focus;
  const target = focus && document.getElementById(focus);
  if (verb === "remove") news.say("rowRemoved", removed);
  if (verb === "add" && target?.matches(".row")) news.say("rowAdded", title(target));
  if (verb === "lookup" && !target?.matches("[aria-invalid=true]")) news.say("found");
  if (target && !typing) (verb === "add" && target.querySelector("input, select, textarea") || target).focus();
  news.tell();
});

function follow(form, page, news) {
  const held = document.activeElement;
  const top = held.getBoundingClientRect().top;
  const wanted = page.querySelector("[data-questions]");
  if (wanted) merge(form.querySelector("[data-questions]"), wanted, news);
  if (held.isConnected) {
    const moved = held.getBoundingClientRect().top - top;
    if (held !== document.body && moved) window.scrollBy({ top: moved, behavior: "instant" });
  } else {
    (held.id && document.getElementById(held.id))?.focus({ preventScroll: true });
  }
}

function merge(here, there, news) {
  const known = new Map([...here.children].map((one) => [key(one), one]));
  let last = null;
  for (const wanted of there.children) {
    let shown = known.get(key(wanted));
    known.delete(key(wanted));
    if (shown) {
      update(shown, wanted, news);
    } else {
      shown = document.importNode(wanted, true);
      if (last) last.after(shown);
      else here.prepend(shown);
      news.added(shown);
    }
    last = shown;
  }
  for (const gone of known.values()) {
    news.removed(gone);
    gone.remove();
  }
}

function update(shown, wanted, news) {
  const [inside, there] = [group(shown), group(wanted)];
  const need = (inside || shown).querySelector(".need");
  const needed = (there || wanted).querySelector(".need");
  if (need && needed && need.className !== needed.className) need.replaceWith(document.importNode(needed, true));
  if (inside) {
    merge(inside.querySelector(":scope > .stack"), there.querySelector(":scope > .stack"), news);
    return;
  }
  const result = shown.querySelector("output");
  const now = wanted.querySelector("output");
  if (!result || result.textContent === now.textContent) return;
  result.replaceChildren(...document.importNode(now, true).childNodes);
  news.result(result);
}

// The part of the page that a button is about. While somebody went on typing in it, only untouched boxes change: `data`
// is what was sent. Returns whether somebody did.
function replace(form, page, name, data) {
  const place = `fieldset[id="${CSS.escape(name)}"], [data-combobox="${CSS.escape(name)}"]`;
  const [shown, wanted] = [form.querySelector(place), page.querySelector(place)];
  if (!shown || !wanted) return false;
  const boxes = [...shown.querySelectorAll("input[type=text], select")];
  const typing = data !== null && boxes.some((box) => box.value !== (data.get(box.name) ?? ""));
  if (!typing) {
    shown.replaceWith(document.importNode(wanted, true));
    return false;
  }
  for (const box of boxes) {
    const found = [...wanted.querySelectorAll("input, select")].find((one) => one.name === box.name);
    if (found && box.value === data.get(box.name) && box !== document.activeElement) box.value = found.value;
  }
  return true;
}

function group(one) {
  return one.matches("fieldset.group, fieldset.row") ? one : one.querySelector(":scope > fieldset.group");
}

// A question is the same as long as it asks the same: by its first box, a group by its id, a text by its words.
function key(one) {
  const whole = group(one) || one.querySelector("output");
  if (whole) return `#${whole.id}`;
  const box = one.querySelector("[name]");
  if (box) return box.name === "_action" ? box.value : box.name;
  return one.textContent.trim();
}

function title(row) {
  return row?.querySelector("legend").firstChild.textContent.trim() || "";
}

// What changed, told once and politely to those who do not see it.
class News {
  constructor(form) {
    this.line = form.querySelector("[data-news]");
    this.words = new Set();
    this.line.textContent = ""; // so that the same words are read again
  }

  say(what, name = "") {
    this.words.add(this.line.dataset[what].replace("◯", name));
  }

  added(one) {
    const result = one.querySelector("output");
    if (result) this.result(result);
    else if (group(one)?.matches(".row") || one.matches(".actions")) return; // told by its button
    else if (one.querySelector("[name]")) this.say("added");
    else this.words.add(one.textContent.trim().replace(/\s+/g, " "));
  }

  removed(one) {
    if (one.querySelector("[name]") && !group(one)?.matches(".row") && !one.matches(".actions")) this.say("removed");
  }

  result(output) {
    if (output.querySelector(".muted")) return;
    const label = document.getElementById(output.getAttribute("aria-labelledby")).textContent.trim();
    const row = title(output.closest(".row"));
    const words = this.line.dataset.result.replace("◇", output.textContent.trim());
    this.words.add(words.replace("◯", row ? `${row} ${label}` : label));
  }

  tell() {
    setTimeout(() => { if (this.words.size) this.line.textContent = [...this.words].join(""); });
  }
}

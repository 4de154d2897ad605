// The editor of a procedure. HTMX sends the form whenever something changes; this file says what became of it: faults
// beside their fields, the preview brought up to date, and, when nothing could be saved, why and what to do. What is
// being typed is never touched; what could not be saved is sent again as soon as it can be.

const RETRY = 15_000; // the longest pause before something is sent again; the first is a second
const form = document.querySelector("form[data-editor]");
const words = document.querySelector("#editor-words")?.dataset;
const outline = document.querySelector("[data-outline]");
let typed = 0; // counts what was typed; saved is how far the server knows
let saved = 0;
let sending = 0;
const touched = new Map(); // by name, what `typed` was when a box was touched last
let leaving = false;
let under = false; // a request is on its way
let failed = "";
let timer = 0;
let tries = 0;

// The outline is folded where there is one column only.
const wide = matchMedia("(min-width: 62rem)");
function fold() { if (outline) outline.open = wide.matches; }
wide.addEventListener("change", fold);
fold();
const here = document.querySelector("#outline [aria-current]");
const column = here?.closest(".editor__outline");
if (here && wide.matches) column.scrollTop = here.offsetTop - column.clientHeight / 2;

if (form) {
  form.addEventListener("input", (event) => { typed += 1; touched.set(event.target.name, typed); });
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.name) { // a button of the form: sent the plain way, with what was typed
      leaving = true;
      return;
    }
    event.preventDefault();
    again();
  });
  form.addEventListener("htmx:beforeRequest", () => { sending = typed; under = true; });
  form.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("X-Saved") !== "1") event.detail.shouldSwap = false;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    under = false;
    const xhr = event.detail.xhr;
    if (xhr.getResponseHeader("X-Saved") === "1") done(xhr);
    else if (xhr.status === 403) renew().then((fresh) => fresh ? again() : fail("ended"));
    else fail(reason(xhr.status));
  });
  window.addEventListener("online", () => { if (failed) again(); });
  document.addEventListener("visibilitychange", () => { if (failed && !document.hidden) again(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (failed || typed !== saved)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const other = event.target;
    if (other === form || event.defaultPrevented || other.getAttribute("method") !== "post" || (typed === saved && !under)) return;
    event.preventDefault(); // undo and the like: first what was typed, then what was asked for
    settled().then(() => { if (!failed) other.requestSubmit(event.submitter); });
  }, true); // before submit-once.js counts it as sent
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (typed === saved && !under) return;
    event.preventDefault(); // first what was typed, then on
    settled().then(() => { location.href = link.href; });
  });
}

document.body.addEventListener("designer:saved", () => {
  const frame = document.querySelector("#preview");
  if (!frame) return;
  try {
    frame.contentWindow.location.reload();
  } catch { // it holds the browser's own page about a server that did not answer
    frame.src = frame.getAttribute("src");
  }
});

// Why nothing was saved: no network; no answer; an answer that is none; the design has ended; a sign-in page came.
function reason(status) {
  if (status === 0) return navigator.onLine ? "away" : "lost";
  if (status === 404) return "over";
  return status >= 500 || status === 429 ? "trouble" : "ended";
}

function again() {
  clearTimeout(timer);
  if (form) htmx.trigger(form, "editor:again");
}

async function settled() {
  again();
  for (let turn = 0; turn < 40; turn += 1) {
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    if (failed || (typed === saved && !under)) return;
  }
}

function done(xhr) {
  saved = sending;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const faults = new Map([...page.querySelectorAll("[data-fault]")].map((one) => [one.dataset.fault, one.textContent]));
  for (const field of form.querySelectorAll("[data-fault-shown]")) if (!faults.has(field.dataset.faultShown)) clear(field);
  for (const [name, message] of faults) show(name, message);
  takeIn(page.querySelector("[data-theirs]"));
  const line = document.querySelector("#saved");
  line.toggleAttribute("data-unsaved", faults.size > 0);
  tries = 0;
  if (failed) {
    failed = "";
    line.textContent = `${words.back}${line.textContent}`;
    document.querySelector("#unsaved")?.remove();
  }
}

// What somebody else changed meanwhile takes the place of what the form shows. Where the very same field was typed in
// since, nothing is touched, and the form goes on from the state that it knew: its next turn is asked about.
function takeIn(theirs) {
  if (!theirs?.children.length) return;
  let all = true;
  for (const entry of [...theirs.children]) {
    const old = form.querySelector(`[data-entry="${CSS.escape(entry.dataset.entry)}"]`);
    const boxes = [...(old?.querySelectorAll("[name]") || [])];
    if (!old || boxes.some((box) => (touched.get(box.name) || 0) > sending)) {
      all = false;
      continue;
    }
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    const caret = held?.selectionStart ?? null;
    const folds = [...old.querySelectorAll("details")].map((fold) => fold.open);
    const fresh = document.importNode(entry, true);
    old.replaceWith(fresh);
    fresh.querySelectorAll("details").forEach((fold, index) => { fold.open = folds[index] ?? fold.open; });
    const box = held && (fresh.querySelector(`#${CSS.escape(held.id || "-")}`) || fresh.querySelector("[name]:not([type=hidden])"));
    box?.focus({ preventScroll: true });
    if (box && caret !== null && box.value === held.value) box.setSelectionRange(caret, caret);
  }
  if (all) form.querySelector("#seen").value = theirs.dataset.seen;
}

function fail(why) {
  clearTimeout(timer);
  if (why !== "over") timer = setTimeout(again, Math.min(RETRY, 1_000 * 2 ** tries));
  tries += 1;
  let notice = document.querySelector("#unsaved");
  if (notice && failed === why) return; // said already: nothing is read out twice
  failed = why;
  if (!notice) {
    notice = document.createElement("div");
    notice.id = "unsaved";
    notice.className = "notice notice--error stack-s unsaved";
    notice.setAttribute("role", "alert");
    form.before(notice);
  }
  const text = document.createElement("p");
  text.textContent = words[why];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--secondary btn--small";
  button.textContent = words.again;
  button.addEventListener("click", again);
  notice.replaceChildren(text);
  if (why === "ended") {
    const link = document.createElement("a");
    link.href = words.door;
    link.target = "_blank";
    link.textContent = words.signin;
    const line = document.createElement("p");
    line.append(link);
    notice.append(line);
  }
  if (why !== "over") notice.append(button);
  const line = document.querySelector("#saved");
  line.textContent = "";
}

// A fault stands beside its field as the server would write it, and goes when the field is right.
function show(name, message) {
  const box = form.querySelector(`#${CSS.escape(name)}`) || form.querySelector(`[name="${CSS.escape(name)}"]`);
  const field = box?.closest(".field");
  if (!field) return;
  let line = field.querySelector(`#${CSS.escape(name)}_error`);
  if (!line) {
    line = document.createElement("p");
    line.className = "field-error";
    line.id = `${name}_error`;
    line.setAttribute("role", "alert");
    field.append(line);
  }
  if (line.textContent !== `＊${message}`) line.textContent = `＊${message}`;
  field.dataset.faultShown = name;
  box.setAttribute("aria-invalid", "true");
  const described = new Set((box.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
  box.setAttribute("aria-describedby", [...described.add(line.id)].join(" "));
}

function clear(field) {
  const name = field.dataset.faultShown;
  delete field.dataset.faultShown;
  field.querySelector(`#${CSS.escape(name)}_error`)?.remove();
  for (const box of field.querySelectorAll("[aria-invalid]")) {
    box.removeAttribute("aria-invalid");
    const rest = (box.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== `${name}_error`);
    if (rest.length) box.setAttribute("aria-describedby", rest.join(" "));
    else box.removeAttribute("aria-describedby");
  }
}

// The form's token is too old, for instance after a sign-in in another tab: take a new one.
async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("form[data-editor] [name=csrfmiddlewaretoken]");
    if (!token || token.value === form.querySelector("[name=csrfmiddlewaretoken]").value) return false;
    for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = token.value;
    return true;
  } catch {
    return false;
  }
}

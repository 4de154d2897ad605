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
  form.addEventListener("input", () => { typed += 1; });
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.name) return; // a button of the form: sent the plain way
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
    else fail(xhr.status === 0 ? "lost" : xhr.status >= 500 || xhr.status === 429 ? "trouble" : "ended");
  });
  window.addEventListener("online", () => { if (failed) again(); });
  document.addEventListener("visibilitychange", () => { if (failed && !document.hidden) again(); });
  window.addEventListener("beforeunload", (event) => { if (failed) event.preventDefault(); });
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
  if (frame) frame.contentWindow.location.reload();
});

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
  const line = document.querySelector("#saved");
  line.toggleAttribute("data-unsaved", faults.size > 0);
  tries = 0;
  if (failed) {
    failed = "";
    line.textContent = `${words.back}${line.textContent}`;
    document.querySelector("#unsaved")?.remove();
  }
}

function fail(why) {
  clearTimeout(timer);
  timer = setTimeout(again, Math.min(RETRY, 1_000 * 2 ** tries));
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
  notice.append(button);
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

// A form is sent once: a second click or Enter while the first is under way is ignored, and the reader is told so; also
// that it takes long, and what to do then. The server does not rely on this; a page that comes back from the browser's
// cache is ready again, and so is a form whose own script says that it is settled.

const LONG = 1_000;
const VERY_LONG = 10_000;
const words = document.documentElement.dataset;
const sending = new Map(); // the form, and the timers of what it says next

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.getAttribute("method") !== "post") return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  const button = event.submitter;
  // After the browser has gathered the form's data; a disabled button would lose its name and value.
  const say = (text, after) => setTimeout(() => { status(form).textContent = text; }, after);
  sending.set(form, [
    setTimeout(() => button?.setAttribute("aria-disabled", "true")),
    say(words.sending || "", 0), say(words.waiting || "", LONG), say(words.slow || "", VERY_LONG),
  ]);
});

document.addEventListener("form:settled", (event) => settle(event.target));

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) settle(form);
});

function settle(form) {
  for (const timer of sending.get(form) || []) clearTimeout(timer);
  sending.delete(form);
  for (const button of form.querySelectorAll('[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
  const line = form.querySelector("[data-sending-status]");
  if (line) line.textContent = "";
}

function status(form) {
  let line = form.querySelector("[data-sending-status]");
  if (!line) {
    line = document.createElement("p");
    line.className = "status status--sending";
    line.setAttribute("role", "status");
    line.dataset.sendingStatus = "";
    form.append(line);
  }
  return line;
}

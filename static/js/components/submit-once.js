// A form is sent once: a second click or Enter while the first is under way is ignored, and the reader is told so.
// The server does not rely on this; a page that comes back from the browser's cache is ready again.

const sending = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  sending.add(form);
  const button = event.submitter;
  // After the browser has gathered the form's data; a disabled button would lose its name and value.
  setTimeout(() => {
    if (button) button.setAttribute("aria-disabled", "true");
    status(form).textContent = document.documentElement.dataset.sending || "送信しています";
  });
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) {
    sending.delete(form);
    for (const button of form.querySelectorAll('[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
    const line = form.querySelector("[data-sending-status]");
    if (line) line.textContent = "";
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (!form) return;
  sending.delete(form);
  for (const button of form.querySelectorAll('[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
  const line = form.querySelector("[data-sending-status]");
  if (line) line.textContent = "";
});

function status(form) {
  let line = form.querySelector("[data-sending-status]");
  if (!line) {
    line = document.createElement("p");
    line.className = "status";
    line.setAttribute("role", "status");
    line.dataset.sendingStatus = "";
    form.append(line);
  }
  return line;
}

// A form is sent by the page itself, so that a lost connection or a server in trouble takes nothing that was typed.
// The server answers as it does to any browser, except that it tells where to go on instead of leading there. Without
// this file the browser sends the form. Buttons of the page (rows, postcode) bring a changed page: see in-place.js.

const PATIENCE = 60_000;
const OF_THE_PAGE = /^(add|remove|lookup|candidates):/;
let pressed = null; // the button to press again

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-connection]") || form.dataset.plain !== undefined) return;
  event.preventDefault();
  send(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const retry = event.target.closest("#connection-retry");
  if (retry) retry.form.requestSubmit(pressed?.isConnected ? pressed : null);
});

window.addEventListener("online", () => tellConnected(true));
window.addEventListener("offline", () => tellConnected(false));

function tellConnected(connected) {
  const line = document.querySelector("#connection [data-back]");
  if (!line) return;
  const title = document.querySelector("#connection .title");
  title.dataset.lost ||= title.textContent;
  title.textContent = connected ? line.dataset.title : title.dataset.lost;
  line.textContent = connected ? line.dataset.back : "";
}

async function send(form, button) {
  const data = new FormData(form);
  if (button?.name) data.set(button.name, button.value);
  pressed = button;
  let answer;
  let text;
  try {
    if (!navigator.onLine) throw new Error("offline");
    answer = await fetch(form.getAttribute("action") || location.href, {
      method: "POST", body: data, headers: { "X-Partial": "1" }, signal: AbortSignal.timeout(PATIENCE),
    });
    text = await answer.text();
  } catch {
    settle(form);
    say(form, "lost");
    return;
  }
  const place = answer.headers.get("X-Location") || (answer.redirected && answer.url);
  if (place) {
    location.assign(place); // still sending: until the next page is there, nothing more can be pressed
    return;
  }
  settle(form);
  const page = new DOMParser().parseFromString(text, "text/html");
  if (answer.ok && OF_THE_PAGE.test(button?.value)) {
    form.querySelector("#connection")?.remove();
    form.dispatchEvent(new CustomEvent("form:answer", { bubbles: true, detail: { page, action: button.value, data } }));
  } else if (answer.ok || answer.status === 409) {
    // A page of its own, such as 「別の画面で先に保存されています」: sent the plain way, the answer is the same.
    form.dataset.plain = "";
    form.requestSubmit(button);
  } else {
    say(form, "trouble", page);
    if (answer.status === 403) renew(form);
  }
}

// For submit-once: the form can be sent again.
function settle(form) {
  form.dispatchEvent(new CustomEvent("form:settled", { bubbles: true }));
}

function say(form, kind, page) {
  form.querySelector("#connection")?.remove();
  const notice = document.querySelector(`template[data-${kind}]`).content.cloneNode(true).firstElementChild;
  for (const place of notice.querySelectorAll("[data-pressed]")) {
    place.textContent = (pressed || form.querySelector("button:not([name])")).textContent.trim();
  }
  const title = page?.querySelector("main h1");
  if (title) {
    notice.querySelector(".title").textContent = title.textContent;
    const words = title.parentElement.querySelectorAll(":scope > p:first-of-type, :scope > ul");
    notice.querySelector("[data-words]").replaceChildren(...[...words].map((one) => document.importNode(one, true)));
  }
  notice.tabIndex = -1;
  form.querySelector(":scope > .actions").before(notice);
  notice.focus();
}

// The form's token is too old, for instance after a sign-in in another tab: take a new one, so that sending again works.
async function renew(form) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(form.getAttribute("action") || location.href)).text(), "text/html");
    const token = page.querySelector("form[data-connection] [name=csrfmiddlewaretoken]");
    if (token) form.querySelector("[name=csrfmiddlewaretoken]").value = token.value;
  } catch {
    // sending again says what is wrong
  }
}

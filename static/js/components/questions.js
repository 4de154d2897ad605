// A page follows what is filled in: questions, results and the word that somebody cannot apply come and go. The server
// decides: the page is sent as it is (nothing is saved) and comes back as it would be shown now; in-place.js puts what
// changed into the page. Without this file all of it comes with 「次へ進む」.

const WAIT = 200;
let timer = 0;
let latest = 0;
let waiting = null; // the form whose answers changed since the page last followed them
let sent = null; // the same, where a button that was pressed sends them along

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-watched]");
  const name = event.target.name?.split("-")[0];
  if (!form || !name || !form.dataset.watched.split(" ").includes(name)) return;
  waiting = form;
  latest += 1;
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT);
});

document.addEventListener("submit", (event) => {
  if (event.target !== waiting) return;
  clearTimeout(timer);
  latest += 1;
  sent = waiting;
  waiting = null;
});

document.addEventListener("form:answer", (event) => {
  if (!event.detail.action) return;
  latest += 1;
  sent = null;
  refresh(); // what was changed since the button was pressed
});

window.addEventListener("online", () => {
  waiting ||= sent;
  refresh();
});

async function refresh() {
  const form = waiting;
  if (!form?.isConnected) return;
  const turn = ++latest;
  const data = new FormData(form);
  data.set("_action", "refresh");
  try {
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: data, headers: { "X-Partial": "1" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== latest) return;
    waiting = null;
    if (answer.status !== 200) return; // signed out, or stopped for the night: 「次へ進む」 says so
    form.dispatchEvent(new CustomEvent("form:answer", { bubbles: true, detail: { page, action: "", data } }));
  } catch {
    // offline: the page works as it stands, and follows when the connection is back
  }
}

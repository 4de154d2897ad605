// Tells a signed-in visitor two minutes before the session may end, and lengthens it by one press (WCAG 2.2.1).
// <body data-session-expires="seconds">; what was saved is on the server and stays.

const WARNING = 120;
const seconds = Number(document.body.dataset.sessionExpires);
const notice = document.querySelector("[data-session-notice]");

if (seconds > 0 && notice) {
  const form = notice.querySelector("form");
  const text = notice.querySelector("[data-session-text]");
  let timer;

  const wait = (length) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      notice.hidden = false;
      text.textContent = text.dataset.text; // put in now, so that it is read out
    }, Math.max(0, length - WARNING) * 1000);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer?.ok) {
      location.reload(); // the session is over: the page says so and asks to sign in
      return;
    }
    notice.hidden = true;
    text.textContent = "";
    wait((await answer.json()).seconds);
  });
  wait(seconds);
}

// Tells a signed-in visitor two minutes before the session ends, and lengthens it by one press (WCAG 2.2.1).
// <body data-session-expires="seconds" data-session-extend="/address/"> ; answers are on the server already.

const body = document.body;
const seconds = Number(body.dataset.sessionExpires);

if (seconds > 0) {
  const box = document.querySelector("[data-session-notice]");
  const button = box?.querySelector("button");
  let timer;
  const start = (length) => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (box) box.hidden = false; }, Math.max(20, length - 120) * 1000);
  };
  button?.addEventListener("click", async () => {
    const answer = await fetch(body.dataset.sessionExtend, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return location.reload();
    box.hidden = true;
    start(seconds);
  });
  start(seconds);
}

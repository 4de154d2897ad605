// Keys for a list of cases: j and k move, Enter opens (a link has the focus), c presses the row's data-shortcut="c", ? lists.
// Single-letter keys can be switched off (WCAG 2.1.4): the choice is kept in this browser.

const STORE = "shortcuts-off";
const list = document.querySelector("[data-shortcuts]");

if (list) {
  const toggle = document.querySelector("[data-shortcuts-toggle]");
  const help = document.querySelector("[data-shortcuts-help]");
  let off = localStorage.getItem(STORE) === "1";

  const paint = () => {
    if (!toggle) return;
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", String(!off));
  };
  toggle?.addEventListener("click", () => {
    off = !off;
    localStorage.setItem(STORE, off ? "1" : "0");
    paint();
  });
  paint();

  const links = () => [...list.querySelectorAll("[data-shortcut-row] a[href]:first-of-type, tbody tr")]
    .map((row) => (row.matches("a") ? row : row.querySelector("a[href]")))
    .filter((link, index, all) => link && all.indexOf(link) === index);

  const move = (step) => {
    const all = links();
    if (!all.length) return;
    const row = document.activeElement?.closest("tr, [data-shortcut-row]");
    const here = all.findIndex((link) => row?.contains(link));
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step));
    all[next].focus();
  };

  document.addEventListener("keydown", (event) => {
    if (off || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return;
    const row = document.activeElement?.closest("tr, [data-shortcut-row]");
    switch (event.key) {
      case "j": move(1); break;
      case "k": move(-1); break;
      case "c": (row || document).querySelector('[data-shortcut="c"]')?.click(); break;
      case "?": if (help) { help.open = true; help.querySelector("summary")?.focus(); } break;
      default: return;
    }
    event.preventDefault();
  });
}

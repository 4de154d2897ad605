// The preview inside the editor shows the part that is being edited. Only this page scrolls, and the focus stays where
// somebody types.

const at = document.body.dataset.at;
const part = at && document.getElementById(at)?.closest("[data-questions] > div");
if (part) {
  part.classList.add("is-edited");
  window.scrollTo({ top: part.getBoundingClientRect().top + window.scrollY - 96, behavior: "instant" });
}

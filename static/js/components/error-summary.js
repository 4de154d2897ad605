// Moves focus to the error summary when the page opens, and from its links to the control itself.

const summary = document.querySelector("[data-error-summary]");

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const control = target.matches("input, select, textarea")
      ? target
      : target.querySelector('[aria-invalid="true"], input, select, textarea') || target;
    // The label comes into view too, so that the question is read with the box.
    (control.closest(".field") || control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
}

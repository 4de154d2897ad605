// 「住所を探す」 without loading the whole page: posts the form as the button would and takes over the address part only.
// Whatever goes wrong, the form is sent the plain way.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-postcode]");
  if (!button) return;
  const form = button.form;
  const group = document.getElementById(button.dataset.postcode);
  if (!form || !group) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const data = new FormData(form, button);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, signal: AbortSignal.timeout(8000) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(group.id);
    if (!answer.ok || !found) throw new Error("no address in the answer");
    group.replaceWith(document.adoptNode(found));
    (found.querySelector('[aria-invalid="true"]') || found.querySelector('[name$="-town"]') || found).focus();
  } catch {
    button.removeAttribute("aria-disabled");
    form.requestSubmit(plain(button));
  }
});

function plain(button) {
  const copy = document.createElement("button");
  copy.type = "submit";
  copy.name = button.name;
  copy.value = button.value;
  copy.hidden = true;
  button.after(copy);
  return copy;
}

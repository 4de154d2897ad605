// Questions that depend on an answer come and go while the page is filled in. The server decides: the page is sent as
// it is (nothing is saved), and comes back with the questions that belong to it now. What is already there is left
// alone, so that nothing being typed is touched; without this file the questions come with 「次へ進む」.

let latest = 0;

document.addEventListener("change", async (event) => {
  const form = event.target.closest("form[data-questions]");
  if (!form || !event.target.matches("select, input[type=radio], input[type=checkbox]")) return;
  const turn = ++latest;
  const data = new FormData(form);
  data.set("_action", "refresh");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: data });
  } catch {
    return; // offline: the page still works as it stands
  }
  if (turn !== latest || answer.redirected || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn === latest) follow(form, page);
});

function follow(form, page) {
  const wanted = [...page.querySelectorAll("form[data-questions] > [data-question]")];
  const here = new Map([...form.querySelectorAll(":scope > [data-question]")].map((one) => [key(one), one]));
  if (wanted.length === 0) return;
  const focused = document.activeElement?.id;
  let before = null;
  let added = 0;
  for (const question of wanted) {
    let shown = here.get(key(question));
    here.delete(key(question));
    if (!shown) {
      shown = document.importNode(question, true);
      if (before) before.after(shown);
      else form.querySelector(":scope > [data-question]").before(shown);
      added += 1;
    }
    before = shown;
  }
  for (const gone of here.values()) gone.remove();
  // A group whose questions changed was put in anew, perhaps with the box that was just used.
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  tell(form, added);
}

// A question is the same as long as it asks the same: by the names of its boxes, or by its text if it has none.
function key(question) {
  const names = [...question.querySelectorAll("[name]")].map((box) => box.name);
  return names.length ? [...new Set(names)].join(" ") : question.textContent.trim();
}

function tell(form, added) {
  let line = form.querySelector("[data-questions-status]");
  if (!line) {
    line = document.createElement("p");
    line.className = "unseen";
    line.setAttribute("role", "status");
    line.dataset.questionsStatus = "";
    form.append(line);
  }
  line.textContent = added ? form.dataset.questions : "";
}

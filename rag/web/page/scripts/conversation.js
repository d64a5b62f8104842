// Runs once in the conversation: opens citations, runs the buttons of a turn, scrolls to a new answer.
const box = () => document.querySelector("#ask-question");
let open = null;
let acted = null;

const mark = () => {
  for (const button of element.querySelectorAll("button[data-citation]")) {
    const here = open && button.dataset.turn === open.turn && button.dataset.citation === open.number;
    if (here) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
};

const show = (button) => {
  open = { turn: button.dataset.turn, number: button.dataset.citation };
  mark();
  const shown = document.querySelector(`#source [data-turn="${open.turn}"][data-number="${open.number}"]`);
  if (shown) shown.dispatchEvent(new Event("show-cited", { bubbles: true }));
  else trigger("click", { turn: open.turn, number: Number(open.number) });
};

// Shows a preview above its citation where it would reach under the question form or out of the window.
const place = (target) => {
  const button = target.closest("button[data-citation]");
  if (!button) return;
  const preview = button.parentElement.querySelector(".preview");
  preview.classList.remove("above");
  const { bottom, height } = preview.getBoundingClientRect();
  const foot = Math.min(innerHeight, document.querySelector("#composer-column").getBoundingClientRect().top);
  preview.classList.toggle("above", bottom > foot && button.getBoundingClientRect().top > height);
};

const say = (button, said) => {
  button.dataset.words ??= button.textContent;
  button.textContent = said;
  setTimeout(() => (button.textContent = button.dataset.words), 2000);
};

// Browsers offer the clipboard only with HTTPS or on the server's own computer; elsewhere execCommand copies.
const copy = async (button, text) => {
  try {
    await navigator.clipboard.writeText(text);
    say(button, button.dataset.done);
  } catch {
    const selected = document.createElement("textarea");
    selected.value = text;
    button.after(selected);
    selected.select();
    say(button, document.execCommand("copy") ? button.dataset.done : button.dataset.failed);
    selected.remove();
    button.focus();
  }
};

const asked = (turn) => ({ ...JSON.parse(turn.dataset.asked), replaces: turn.dataset.turn });
const toComposer = (name, detail) =>
  document.querySelector("#composer form").dispatchEvent(new CustomEvent(name, { detail }));
const wordsOf = (turn) =>
  [...turn.querySelectorAll(".question, .completed, .short-answer, .refusal > h3, .refusal > h3 + p, .wording, blockquote, .speaker, .origin")]
    .filter((part) => !part.closest(".preview, .also"))
    .map((part) => (part.matches(".origin") ? `— ${part.innerText}` : part.innerText))
    .join("\n");

const own = {
  copy: (button, turn) => copy(button, wordsOf(turn)),
  "copy-link": (button) => copy(button, button.parentElement.querySelector("a").href),
  stop: () => box().focus(),
  retry: (_, turn) => toComposer("ask-this", asked(turn)),
  edit: (_, turn) => toComposer("edit-this", asked(turn)),
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.citation) return show(button);
  const turn = button.closest(".turn");
  acted = { place: [...element.querySelectorAll(".turn")].indexOf(turn), what: button.dataset.do };
  own[acted.what]?.(button, turn);
});

// Rendering removes the focused element. The focus then goes to the question whose button was clicked, else to
// the last question, else to the input box.
const refocus = () => {
  const { activeElement } = document;
  if (activeElement !== document.body && !(acted && element.contains(activeElement))) return;
  const turn = [...element.querySelectorAll(".turn")].slice(0, (acted?.place ?? Infinity) + 1).pop();
  const made = acted?.what === "link" && turn?.querySelector(".actions > .permalink a");
  (made || turn?.querySelector(".question") || box()).focus({ preventScroll: true });
  if (!element.querySelector(".searching")) acted = null;
};

element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") element.querySelector(".conversation").classList.add("no-previews");
  const button = event.target.closest("button[data-citation]");
  if (!button || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const all = [...button.closest(".turn").querySelectorAll("button[data-citation]")];
  const next = all[all.indexOf(button) + (event.key === "ArrowRight" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
element.addEventListener("pointerover", ({ target }) => {
  if (!target.closest("button[data-citation]")) element.querySelector(".conversation")?.classList.remove("no-previews");
  place(target);
});
element.addEventListener("focusin", ({ target }) => {
  element.querySelector(".conversation").classList.remove("no-previews");
  place(target);
});

let turns = 0;
watch("value", () => {
  sessionStorage.setItem("kept", element.querySelector(".conversation").dataset.kept ?? "");
  mark();
  for (const part of ["#source .source", "#composer form"]) {
    document.querySelector(part).dispatchEvent(new Event("conversation-drawn", { bubbles: true }));
  }
  const drawn = element.querySelectorAll(".turn");
  const waiting = element.querySelector(".turn:has(.searching)");
  if (waiting) waiting.scrollIntoView({ block: "start" });
  else if (drawn.length > turns) drawn[drawn.length - 1].scrollIntoView({ block: "start" });
  turns = drawn.length;
  setTimeout(refocus);
});

// A reloaded page opens its saved conversation again; a page opened by a permanent link shows that answer.
const kept = performance.getEntriesByType("navigation")[0].type === "reload" && sessionStorage.getItem("kept");
const linked = new URLSearchParams(location.search).get("answer");
sessionStorage.removeItem("kept");
if (kept) setTimeout(() => trigger("select", { do: "open", id: kept }));
else if (linked) setTimeout(() => trigger("select", { do: "open-answer", id: linked }));

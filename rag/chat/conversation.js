// Runs once inside the conversation: citations, what is done with a turn, and answers that scroll into view.
let open = null;

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

const say = (button) => {
  const words = button.textContent;
  if (words === button.dataset.done) return;
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = words), 2000);
};

const asked = (turn) => ({ ...JSON.parse(turn.dataset.asked), replaces: turn.dataset.turn });
const toComposer = (name, detail) =>
  document.querySelector("#composer form").dispatchEvent(new CustomEvent(name, { detail }));
const wordsOf = (turn) =>
  [...turn.querySelectorAll(".question, .completed, .short-answer, .refusal > h3, .refusal > h3 + p, .wording, blockquote, .speaker, .origin")]
    .filter((part) => !part.closest(".preview"))
    .map((part) => (part.matches(".origin") ? `— ${part.innerText}` : part.innerText))
    .join("\n");

const own = {
  copy: (button, turn) => navigator.clipboard.writeText(wordsOf(turn)).then(() => say(button)),
  "copy-link": (button) =>
    navigator.clipboard.writeText(button.parentElement.querySelector("a").href).then(() => say(button)),
  retry: (_, turn) => toComposer("ask-this", asked(turn)),
  edit: (_, turn) => toComposer("edit-this", asked(turn)),
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.citation) show(button);
  else own[button.dataset.do]?.(button, button.closest(".turn"));
});

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
element.addEventListener("pointerover", (event) => {
  if (!event.target.closest("button[data-citation]")) element.querySelector(".conversation")?.classList.remove("no-previews");
});

let turns = 0;
watch("value", () => {
  mark();
  for (const part of ["#source .source", "#composer form"]) {
    document.querySelector(part).dispatchEvent(new Event("conversation-drawn", { bubbles: true }));
  }
  const drawn = element.querySelectorAll(".turn");
  const waiting = element.querySelector(".turn:has(.searching)");
  if (waiting) waiting.scrollIntoView({ block: "start" });
  else if (drawn.length > turns) drawn[drawn.length - 1].scrollIntoView({ block: "start" });
  turns = drawn.length;
});

const linked = new URLSearchParams(location.search).get("answer");
if (linked) setTimeout(() => trigger("select", { do: "open-answer", id: linked }));

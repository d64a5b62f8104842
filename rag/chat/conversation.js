// Runs once inside the conversation: a click on a citation asks for its source; a new answer scrolls into view.
let open = null;

const mark = () => {
  for (const button of element.querySelectorAll("button[data-citation]")) {
    const here = open && button.dataset.turn === open.turn && button.dataset.citation === open.number;
    if (here) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-citation]");
  if (!button) return;
  open = { turn: button.dataset.turn, number: button.dataset.citation };
  mark();
  const shown = document.querySelector(
    `#source [data-turn="${open.turn}"][data-number="${open.number}"]`
  );
  if (shown) shown.dispatchEvent(new Event("show-cited", { bubbles: true }));
  else trigger("click", { turn: Number(open.turn), number: Number(open.number) });
});

let turns = 0;
watch("value", () => {
  mark();
  const drawn = element.querySelectorAll(".turn");
  if (drawn.length && drawn.length >= turns) drawn[drawn.length - 1].scrollIntoView({ block: "start" });
  turns = drawn.length;
});

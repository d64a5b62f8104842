// Runs once in the source panel: scrolls to the cited sentence, steps to other citations, goes back to the answer.
const showCited = () => {
  const cited = element.querySelector("#cited");
  if (!cited) return;
  const panel = cited.closest(".source");
  panel.scrollTop = 0;
  if (panel.scrollHeight > panel.clientHeight) {
    const { top, bottom } = panel.getBoundingClientRect();
    const place = cited.getBoundingClientRect();
    if (place.bottom > Math.min(bottom, innerHeight) - 16) panel.scrollTop = place.top - top - panel.clientHeight / 3;
  }
  cited.scrollIntoView({ block: "nearest" });
  cited.focus({ preventScroll: true });
};

const citation = (number) => {
  const { turn } = element.querySelector(".source").dataset;
  return document.querySelector(`#conversation button[data-turn="${turn}"][data-citation="${number}"]`);
};
const step = (by) => citation(Number(element.querySelector(".source").dataset.number) + by)?.click();

const back = () => {
  const { number, back } = element.querySelector(".source").dataset;
  const button = citation(number ?? back);
  if (!button) return;
  button.scrollIntoView({ block: "center" });
  button.focus({ preventScroll: true });
};

// Empties the panel when its answer is no longer in the conversation.
const welcome = props.value;
const leave = () => {
  const { turn } = element.querySelector(".source").dataset;
  if (turn && !document.querySelector(`#conversation :is(.turn[data-turn="${turn}"], .searching)`)) props.value = welcome;
};

element.addEventListener("show-cited", showCited);
element.addEventListener("conversation-drawn", leave);
watch("value", () => {
  showCited();
  leave();
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  const { do: what, by, article } = button.dataset;
  const { turn, number, back: from } = element.querySelector(".source").dataset;
  if (what === "back") back();
  else if (what === "step") step(Number(by));
  else if (what === "read") trigger("select", { article, turn, number: number ?? from });
});

element.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") step(event.key === "ArrowRight" ? 1 : -1);
  else if (event.key === "Escape") back();
});

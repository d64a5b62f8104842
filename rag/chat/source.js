// Runs once inside the source panel: shows the cited sentence, and leads back to the citation it came from.
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

element.addEventListener("show-cited", showCited);
watch("value", showCited);

element.addEventListener("click", (event) => {
  if (!event.target.closest("[data-back]")) return;
  const { turn, number } = element.querySelector(".source").dataset;
  const button = document.querySelector(
    `#conversation button[data-turn="${turn}"][data-citation="${number}"]`
  );
  if (!button) return;
  button.scrollIntoView({ block: "center" });
  button.focus({ preventScroll: true });
});

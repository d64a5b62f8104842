// Runs once inside the source panel: shows the cited sentence, and leads back to the citation it came from.
const showCited = () => {
  const cited = element.querySelector("#cited");
  if (!cited) return;
  const panel = cited.closest(".source");
  panel.scrollTop = 0;
  const above = cited.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  if (panel.scrollHeight === panel.clientHeight) cited.scrollIntoView({ block: "center" });
  else if (above + cited.offsetHeight > panel.clientHeight) panel.scrollTop = above - panel.clientHeight / 3;
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

// Runs once inside the list of earlier conversations: where it opens, it is read from its heading.
let shown = false;
watch("value", () => {
  const heading = element.querySelector("#history-title");
  if (heading && !shown) heading.focus();
  shown = Boolean(heading);
});

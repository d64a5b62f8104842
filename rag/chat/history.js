// Runs once inside the list of earlier conversations: it is read from its heading, and closed with Escape.
watch("value", () => element.querySelector("#history-title")?.focus());

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-do=close-history]")) document.querySelector("#bar [data-do=history]").focus();
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") element.querySelector("[data-do=close-history]").click();
});

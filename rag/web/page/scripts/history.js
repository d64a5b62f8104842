// Runs once in the history: focuses its heading, turns its pages, closes it with Escape.
watch("value", () => element.querySelector("#history-title")?.focus());

element.addEventListener("click", (event) => {
  const { do: what, page } = event.target.closest("button")?.dataset ?? {};
  if (what === "close-history") document.querySelector("#bar [data-do=history]").focus();
  else if (page) trigger("select", { do: "history", page: Number(page) });
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") element.querySelector("[data-do=close-history]").click();
});

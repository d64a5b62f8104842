// Runs once in each HTML component of the Index tab: sends clicks that go back to a generation, confirm, cancel or
// turn a page.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.disabled) return;
  const { backTo, goBack, forget, page } = button.dataset;
  if (backTo !== undefined) trigger("click", { ask_back: backTo });
  else if (goBack !== undefined) trigger("click", { go_back: goBack });
  else if (forget !== undefined) trigger("click", { forget });
  else if (page !== undefined) trigger("click", { page: Number(page) });
  else if ("cancel" in button.dataset) trigger("click", { cancel: true });
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && element.querySelector("[data-cancel]")) trigger("click", { cancel: true });
});

watch("value", () => element.querySelector('[role="alertdialog"]')?.focus());

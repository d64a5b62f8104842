// Runs once in each HTML component of the Archive tab: sends clicks on an article, a page number or an outlet.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.disabled) return;
  const { article, page, outlet } = button.dataset;
  if ("narrow" in button.dataset) button.ariaExpanded = String(button.ariaExpanded !== "true");
  else if ("back" in button.dataset) {
    const shown = element.querySelector("[data-shown]")?.dataset.shown;
    const buttons = [...document.querySelectorAll("#archive-list button[data-article]")];
    (buttons.find((other) => other.dataset.article === shown) ?? buttons[0])?.focus();
  } else if (article !== undefined) trigger("click", { article });
  else if (page !== undefined) trigger("click", { page: Number(page) });
  else if (outlet !== undefined) trigger("click", { outlet });
});

const mark = () => {
  const shown = document.querySelector("#archive-article [data-shown]")?.dataset.shown;
  for (const button of document.querySelectorAll("#archive-list button[data-article]")) {
    if (button.dataset.article === shown) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
};

watch("value", () => {
  mark();
  const title = element.querySelector("[data-shown] h2");
  if (title) {
    title.closest(".source").scrollTop = 0;
    title.closest(".source").scrollIntoView({ block: "nearest" });
    title.focus({ preventScroll: true });
  }
});

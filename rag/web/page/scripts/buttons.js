// Runs once in each HTML component with buttons: sends the action of a button (its data-do) to ask_events.py.
// A button with data-sure shows that text first and acts on the second click.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button || button.dataset.here) return;
  if (button.dataset.sure && !button.dataset.asked) {
    const { textContent, ariaLabel } = button;
    button.dataset.asked = "true";
    button.textContent = button.dataset.sure;
    if (ariaLabel) button.ariaLabel = `${button.dataset.sure} ${ariaLabel}`;
    button.addEventListener("blur", () => {
      delete button.dataset.asked;
      Object.assign(button, { textContent, ariaLabel });
    }, { once: true });
    return;
  }
  if (["copy", "copy-link", "retry", "edit"].includes(button.dataset.do)) return;
  const { do: what, turn, id, to } = button.dataset;
  trigger("select", { do: what, turn, id, to });
});
element.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Runs once inside the example questions: a click asks one.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-ask]");
  if (button) document.querySelector("#composer form").dispatchEvent(
    new CustomEvent("ask-this", { detail: { question: button.dataset.ask } })
  );
});

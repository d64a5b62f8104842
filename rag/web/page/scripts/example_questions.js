// Runs once in the example questions: a click asks the question.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-ask]");
  if (button) document.querySelector("#composer form").dispatchEvent(
    new CustomEvent("ask-this", { detail: { question: button.dataset.ask } })
  );
});

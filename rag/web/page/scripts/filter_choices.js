// Runs once in the component with the names that each filter offers: hides a filter that offers none.
watch("value", () => {
  for (const list of element.querySelectorAll("datalist")) {
    const field = document.querySelector(`#composer [data-field="${list.id.replace("choices-", "")}"]`);
    if (field) field.hidden = !list.childElementCount;
  }
});

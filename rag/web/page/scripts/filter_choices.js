// Runs once beside the composer: a filter of which there is nothing to choose is not offered.
watch("value", () => {
  for (const list of element.querySelectorAll("datalist")) {
    const field = document.querySelector(`#composer [data-field="${list.id.replace("choices-", "")}"]`);
    if (field) field.hidden = !list.childElementCount;
  }
});

// Runs once in the invisible download component: saves the document that an export puts there, then removes it.
watch("value", () => {
  const left = element.querySelector("pre[data-name]");
  if (!left) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([left.textContent], { type: "application/octet-stream" }));
  link.download = left.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  left.remove();
});

// Runs once in the notice: scrolls to an error message.
watch("value", () => element.querySelector("[role=alert]:not(:empty)")?.scrollIntoView({ block: "nearest" }));

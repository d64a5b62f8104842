// Runs once beside the messages: one that interrupts is brought into view.
watch("value", () => element.querySelector("[role=alert]:not(:empty)")?.scrollIntoView({ block: "nearest" }));

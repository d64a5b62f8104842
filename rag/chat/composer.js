// Runs once inside the composer: a question goes together with its filters, as they stand at that moment.
const form = element.querySelector("form");
const box = form.querySelector("textarea");
const words = JSON.parse(form.dataset.words);
const dates = [...form.querySelectorAll("[data-date]")];
const facets = [...form.querySelectorAll("[data-facet]")];
const chips = form.querySelector(".chips");
let chosen = Object.fromEntries(facets.map((field) => [field.name, []]));
let replaces = null;
let sent = "";

const grow = () => {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 176)}px`;
};

const chip = (name, value, remove) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words[name].replace("{}", () => value);
  button.setAttribute("aria-label", words.remove.replace("{}", () => button.textContent));
  button.addEventListener("click", () => {
    remove();
    draw();
    (chips.querySelector("button") ?? box).focus();
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
};

const draw = () => {
  const set = dates.filter((field) => field.value.trim());
  chips.replaceChildren(
    ...set.map((field) => chip(field.name, field.value.trim(), () => (field.value = ""))),
    ...facets.flatMap(({ name }) =>
      chosen[name].map((value) => chip(name, value, () => (chosen[name] = chosen[name].filter((v) => v !== value))))
    )
  );
};

const take = (field) => {
  const value = field.value.trim();
  if (value && !chosen[field.name].includes(value)) chosen[field.name].push(value);
  field.value = "";
  draw();
};

const fill = (question, filters) => {
  box.value = question;
  for (const field of dates) field.value = filters[field.name] ?? "";
  chosen = Object.fromEntries(facets.map(({ name }) => [name, [...(filters[name] ?? [])]]));
  draw();
  grow();
};

const edit = (number) => {
  replaces = number;
  form.querySelector(".editing").hidden = !number;
};

const ask = (data) => {
  if (document.querySelector("#conversation .searching")) return false;
  trigger("submit", data);
  return true;
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  facets.forEach(take);
  const typed = Object.fromEntries(dates.map((field) => [field.name, field.value]));
  const question = box.value;
  if (!ask({ question, ...typed, ...chosen, replaces })) return;
  sent = { question, replaces };
  box.value = "";
  edit(null);
  grow();
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
box.addEventListener("input", grow);
for (const field of dates) field.addEventListener("input", draw);
for (const field of facets) {
  field.addEventListener("change", () => take(field));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take(field);
  });
}
form.querySelector("[data-cancel]").addEventListener("click", () => {
  edit(null);
  box.value = "";
  box.focus();
});

form.addEventListener("conversation-drawn", () => {
  if (!document.querySelector(`#conversation :is(.turn[data-turn="${replaces}"], .searching)`)) edit(null);
});
form.addEventListener("ask-this", ({ detail }) => ask(detail));
form.addEventListener("edit-this", ({ detail }) => {
  fill(detail.question, detail);
  edit(detail.replaces);
  box.focus();
});

// What was not answered stays in the box.
const notice = document.querySelector("#notice");
if (notice) new MutationObserver(() => {
  if (!notice.querySelector("[data-unanswered]") || box.value || !sent) return;
  box.value = sent.question;
  edit(sent.replaces);
  sent = "";
  grow();
}).observe(notice, { childList: true, subtree: true, characterData: true });

const linked = new URLSearchParams(location.search);
if (linked.has("q") || linked.has("since") || linked.has("until") || facets.some(({ name }) => linked.has(name.slice(0, -1)))) {
  const named = Object.fromEntries(facets.map(({ name }) => [name, linked.getAll(name.slice(0, -1))]));
  fill(linked.get("q") ?? "", { since: linked.get("since"), until: linked.get("until"), ...named });
}
box.focus();

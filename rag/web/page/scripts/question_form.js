// Runs once in the question form: sends a question together with its filters, as they are at that moment.
const form = element.querySelector("form");
const box = form.querySelector("textarea");
const words = JSON.parse(form.dataset.words);
const dates = [...form.querySelectorAll("[data-date]")];
const facets = [...form.querySelectorAll("[data-facet]")];
const chips = form.querySelector(".chips");
let chosen = Object.fromEntries(facets.map((field) => [field.name, []]));
let replaces = null;
let sent = null;
let draft = null;

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

const put = (question, instead_of) => {
  box.value = question;
  edit(instead_of);
  grow();
};

const fill = (question, filters) => {
  for (const field of dates) field.value = filters[field.name] ?? "";
  chosen = Object.fromEntries(facets.map(({ name }) => [name, [...(filters[name] ?? [])]]));
  draw();
  put(question, filters.replaces ?? null);
};

const edit = (turn) => {
  replaces = turn;
  form.querySelector(".editing").hidden = !turn;
};

const waiting = () => document.querySelector("#conversation .turn:has(.searching)");
const filters = () => ({ ...Object.fromEntries(dates.map((field) => [field.name, field.value])), ...chosen });

// Remembers the question until it is answered, also when the page is reloaded meanwhile.
const remember = (question) => {
  sent = question;
  if (question) sessionStorage.setItem("asked", JSON.stringify(question));
  else sessionStorage.removeItem("asked");
};

const ask = (question, remembered) => {
  if (waiting()) return trigger("select", { do: "ask" });
  remember(remembered);
  trigger("submit", question);
};

// Empties the input box once the server has the question; puts a question without an answer back into it.
const settle = () => {
  const turn = waiting();
  const drawn = (id) => document.querySelector(`#conversation .turn[data-turn="${id}"]`);
  if (turn && sent && !sent.turn) {
    remember({ ...sent, turn: turn.dataset.turn });
    if (box.value === sent.question) put("", null);
  } else if (!turn && sent?.turn) {
    if (!drawn(sent.turn) && !box.value) put(sent.question, sent.replaces);
    remember(null);
  }
  if (replaces && !turn && !drawn(replaces)) edit(null);
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  facets.forEach(take);
  const question = { question: box.value, ...filters(), replaces };
  ask(question, question);
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
  if (draft) fill(draft.question, draft);
  else put("", null);
  box.focus();
});

form.addEventListener("ask-this", ({ detail }) => ask({ ...filters(), ...detail }, detail.replaces ? null : detail));
form.addEventListener("edit-this", ({ detail }) => {
  if (!replaces) draft = { question: box.value, ...filters() };
  fill(detail.question, detail);
  box.focus();
});

form.addEventListener("conversation-drawn", settle);

const unanswered = JSON.parse(sessionStorage.getItem("asked"));
const linked = new URLSearchParams(location.search);
if (linked.has("q") || linked.has("since") || linked.has("until") || facets.some(({ name }) => linked.has(name.slice(0, -1)))) {
  const named = Object.fromEntries(facets.map(({ name }) => [name, linked.getAll(name.slice(0, -1))]));
  fill(linked.get("q") ?? "", { since: linked.get("since"), until: linked.get("until"), ...named });
} else if (unanswered) {
  fill(unanswered.question, { ...unanswered, replaces: null });
}
if (unanswered?.turn) setTimeout(() => trigger("select", { do: "stop", turn: unanswered.turn }));
box.focus();

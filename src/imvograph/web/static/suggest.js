// Suggestions under a search box. Without this script the box is an ordinary form.
"use strict";
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  let asked = 0;
  let chosen = -1;

  const close = () => {
    asked += 1; // an answer that is late does not open it again
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    asked += 1; // nor does it take away what is chosen
    chosen = (index + list.children.length) % list.children.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    input.setAttribute("aria-activedescendant", list.children[chosen].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map((each, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.dataset.address = each.iri.replace(/^https:\/\/w3id\.org\/imvograph\//, "/");
      item.textContent = each.label;
      const kind = document.createElement("small");
      kind.textContent = ` ${each.kindLabel}`;
      item.append(kind);
      return item;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    chosen = -1;
  };
  const go = (item) => { window.location.assign(item.dataset.address); };

  input.addEventListener("input", async () => {
    const mine = ++asked;
    const text = input.value.trim();
    if (text.length < 2) { close(); return; }
    const language = document.documentElement.lang;
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}&lang=${language}`);
    if (mine === asked && answer.ok) show((await answer.json()).suggestions);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) go(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (item) { event.preventDefault(); go(item); }
  });
  input.addEventListener("blur", close);
}

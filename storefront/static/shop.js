// What the shop's pages do beyond plain links and forms; all of it can be missing.
"use strict";

// Suggestions under the search field: a combobox that owns its list (ARIA 1.2). The
// list itself is fetched by htmx.
(() => {
  const field = document.getElementById("q");
  const list = document.getElementById("suggestions");
  if (!field || !list) return;
  let chosen = -1;
  const options = () => [...list.querySelectorAll('[role="option"]')];
  const choose = (place) => {
    const all = options();
    chosen = all.length ? (place + all.length) % all.length : -1;
    if (place < 0 && chosen === all.length - 1 && place !== -1) chosen = -1;
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", all[chosen].id);
  };
  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) { chosen = -1; field.removeAttribute("aria-activedescendant"); }
  };
  const follow = (option) => { window.location.assign(option.dataset.href); };

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "suggestions");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("autocomplete", "off");
  // htmx tells of a swap at what asked for it.
  field.addEventListener("htmx:after:swap", () => {
    chosen = -1;
    show(options().length > 0 && document.activeElement === field);
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      if (list.hidden) show(true);
      if (event.key === "ArrowDown") choose(chosen + 1);
      else choose(chosen < 0 ? all.length - 1 : chosen - 1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      follow(all[chosen]);
    }
  });
  field.addEventListener("blur", () => show(false));
  // mousedown comes before the field's blur, which would take the list away.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest('[role="option"]');
    event.preventDefault();
    if (option && event.button === 0) follow(option);
  });
})();

// Forms that ask for a list leave their empty fields out of its address.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
});

// A list that changed in place has a new address: the other languages follow it.
document.addEventListener("htmx:after:history:push", () => {
  for (const link of document.querySelectorAll(".tongues a")) {
    link.search = window.location.search;
  }
});

// How much is in the basket: the basket's page says it, and all others, which are the
// same for everyone, remember it here.
(() => {
  const shown = document.getElementById("pieces");
  if (!shown) return;
  const month = 30 * 24 * 3600 * 1000;
  const tell = () => {
    const page = document.querySelector("[data-pieces]");
    let many = 0;
    try {
      if (page) localStorage.setItem("basket", `${page.dataset.pieces} ${Date.now()}`);
      const [pieces, at] = (localStorage.getItem("basket") || "0 0").split(" ").map(Number);
      many = Date.now() - at < month ? pieces : 0;
    } catch { many = page ? Number(page.dataset.pieces) : 0; }
    shown.hidden = !(many > 0);
    shown.textContent = many > 0 ? String(many) : "";
  };
  tell();
  document.addEventListener("htmx:after:swap", tell);
  window.addEventListener("pageshow", tell);
})();

// Up to four products are compared; the bar says how many are ticked.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches || !box.matches('input[name="sku"][form="comparing"]')) return;
  const boxes = [...document.querySelectorAll('input[name="sku"][form="comparing"]')];
  const ticked = boxes.filter((one) => one.checked).length;
  const count = document.getElementById("comparing-count");
  if (count) count.textContent = ticked ? `(${ticked})` : "";
  boxes.forEach((one) => { one.disabled = ticked >= 4 && !one.checked; });
});

// What changes while a product's page is open: the shop says that something did, and
// htmx fetches the part anew, in the page's language.
(() => {
  const part = document.getElementById("now");
  if (!part || !window.EventSource || !window.htmx) return;
  const asked = new URLSearchParams({ sku: part.dataset.sku, after: part.dataset.mark });
  const live = new EventSource(`/api/v1/live?${asked}`);
  live.addEventListener("change", () => window.htmx.trigger(part, "changed"));
  window.addEventListener("pagehide", () => live.close());
})();

// Builds every page of the shop in the browser from /api/; without it there is an empty shell.
const app = document.getElementById("app");
const money = (minor) => "€" + (minor / 100).toFixed(2);

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function link(path, text) {
  return element("a", text, { href: path });
}

function structured(value) {
  const script = element("script", "", { type: "application/ld+json" });
  script.textContent = JSON.stringify(value);
  document.head.append(script);
}

function grid(products) {
  const list = element("ul", "", { class: "grid" });
  for (const one of products) {
    const entry = element("li");
    entry.append(link(one.path, one.title), element("p", money(one.price_minor), { class: "price" }));
    list.append(entry);
  }
  return list;
}

function header(kinds) {
  const top = element("header");
  top.append(link("/", "Night Owl Audio"));
  for (const kind of kinds) top.append(link(kind.path, kind.name));
  app.append(top);
}

async function show() {
  const shop = await (await fetch("/api/products.json")).json();
  const path = location.pathname;
  header(shop.kinds);
  const product = shop.products.find((one) => one.path === path);
  const kind = shop.kinds.find((one) => one.path === path);
  if (product) {
    const one = await (await fetch(product.api)).json();
    document.title = one.title + " | Night Owl Audio";
    structured(one.json_ld);
    app.append(element("h1", one.title), element("img", "", { src: one.image, alt: one.title }));
    app.append(element("p", money(one.price_minor), { class: "price" }), element("p", one.stock));
    app.append(element("p", one.description), element("h2", "Specifications"));
    const facts = element("dl");
    for (const [name, value] of one.facts) facts.append(element("dt", name), element("dd", value));
    app.append(facts, element("h2", "You may also like"), grid(one.related));
  } else {
    const shown = kind ? shop.products.filter((one) => one.kind === kind.code) : shop.products;
    document.title = (kind ? kind.name + " | " : "") + "Night Owl Audio";
    app.append(element("h1", kind ? kind.name : "Everything we sell"), grid(shown));
  }
}

show();

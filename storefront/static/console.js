// A page of the console follows what goes on: the shop says that something changed, and
// htmx fetches the page and swaps its board. Without this there is a link that does so.
"use strict";

(() => {
  // In a narrow window the menu is a row that goes on to the right.
  const named = document.querySelector(".console-menu [aria-current]");
  if (named) named.scrollIntoView({ block: "nearest", inline: "center" });
  const board = document.getElementById("board");
  if (!board || !window.EventSource || !window.htmx) return;
  const live = new EventSource(board.dataset.live);
  const show = (is) => document.body.classList.toggle("is-live", is);
  live.addEventListener("open", () => show(true));
  live.addEventListener("error", () => show(false));
  live.addEventListener("change", () => window.htmx.trigger("#board", "changed"));
  // The login has ended: the page asks who comes.
  live.addEventListener("over", () => { live.close(); window.location.reload(); });
  window.addEventListener("pagehide", () => live.close());
})();

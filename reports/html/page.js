"use strict";
(() => {
  const all = (root, selector) => Array.from(root.querySelectorAll(selector));
  const unfoldTo = (node) => {
    for (let at = node; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };

  // A link into something folded unfolds it, and a printed page hides nothing.
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target) { unfoldTo(target); target.scrollIntoView(); }
  };
  addEventListener("hashchange", follow);
  if (location.hash) follow();
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all(document, "details:not([open])");
    folded.forEach((node) => { node.open = true; });
  });
  addEventListener("afterprint", () => { folded.forEach((node) => { node.open = false; }); folded = []; });

  const form = document.getElementById("filter");
  if (!form) return;
  const section = document.getElementById("findings");
  const drawers = all(section, "details");
  const initially = new Map(drawers.map((node) => [node, node.open]));
  const layers = all(section, ".layer").map((node) => ({
    node,
    name: node.dataset.layer,
    drawers: all(node, ".drawer").map((drawer) => ({
      node: drawer,
      checks: all(drawer, ".check").map((check) => ({
        node: check,
        severity: check.dataset.severity,
        head: (check.querySelector("summary").textContent + " " + check.querySelector(".about").textContent).toLowerCase(),
        seen: all(check, ".seen").map((seen) => ({
          node: seen,
          outcome: seen.dataset.outcome,
          text: seen.textContent.toLowerCase(),
          places: all(seen, "[data-asset]"),
        })),
      })),
    })),
  }));

  const showSeen = (seen, check, wish, layer) => {
    const fits = (!wish.layer || layer.name === wish.layer)
      && (!wish.severity || check.severity === wish.severity)
      && (!wish.outcome || seen.outcome === wish.outcome)
      && wish.words.every((word) => check.head.includes(word) || seen.text.includes(word));
    let shown = 0;
    for (const place of seen.places) {
      place.hidden = !fits || (wish.asset !== "" && place.dataset.asset !== wish.asset);
      if (!place.hidden) shown += 1;
    }
    seen.node.hidden = shown === 0;
    return shown;
  };

  const apply = () => {
    const wish = {
      layer: form.layer.value,
      severity: form.severity.value,
      outcome: form.outcome.value,
      asset: form.asset.value,
      words: form.text.value.toLowerCase().split(/\s+/).filter(Boolean),
    };
    const active = wish.words.length > 0 || Boolean(wish.layer || wish.severity || wish.outcome || wish.asset);
    let total = 0;
    for (const layer of layers) {
      let inLayer = 0;
      for (const drawer of layer.drawers) {
        let inDrawer = 0;
        for (const check of drawer.checks) {
          const shown = check.seen.reduce((sum, seen) => sum + showSeen(seen, check, wish, layer), 0);
          check.node.hidden = shown === 0;
          inDrawer += shown;
        }
        drawer.node.hidden = inDrawer === 0;
        inLayer += inDrawer;
      }
      layer.node.hidden = inLayer === 0;
      total += inLayer;
    }
    for (const node of drawers) {
      const isGroup = !node.classList.contains("check");
      node.open = active && isGroup ? true : initially.get(node);
    }
    form.shown.value = active ? `${total} shown` : `${total} findings`;
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  form.unfold.addEventListener("click", () => drawers.forEach((node) => { node.open = true; }));
  form.fold.addEventListener("click", () => drawers.forEach((node) => { node.open = false; }));
  form.hidden = false;
  apply();
})();

// Typesets formulas, copies commands, and keeps what the reader has opened while pieces of the page are exchanged.
"use strict";
(() => {
  const typeset = (root) => {
    if (!window.katex) return;      // the formulas stay in Unicode
    for (const place of root.querySelectorAll(".tex")) {
      if (place.querySelector(".katex")) continue;
      const words = place.textContent;
      try {
        katex.render(`\\displaystyle ${place.dataset.tex}`, place, {displayMode: false, throwOnError: true, strict: false, trust: false, output: "htmlAndMathml"});
      } catch (error) {
        place.textContent = words;
      }
    }
  };

  document.documentElement.classList.add("scripted");
  typeset(document);

  if (window.Idiomorph) {
    // What the reader has opened or closed stays so; only a formula that has changed is set anew.
    Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => !(name === "open" && node.tagName === "DETAILS");
    Idiomorph.defaults.callbacks.beforeNodeMorphed = (old, fresh) =>
      !(old.nodeType === 1 && old.classList.contains("tex") && fresh.nodeType === 1 && old.dataset.tex === fresh.dataset.tex && old.querySelector(".katex"));
  }

  const pulse = document.getElementById("pulse");
  const say = (words) => { if (pulse && pulse.textContent !== words) pulse.textContent = words; };
  document.addEventListener("htmx:sseOpen", () => say(""));
  document.addEventListener("htmx:sseError", () => say("Not connected: is the dashboard still running?"));
  document.addEventListener("htmx:afterSwap", (event) => {
    typeset(event.target.isConnected ? event.target : document);
    say(`Updated ${new Date().toLocaleTimeString([], {hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false})}`);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.classList.add("done");
      say("Copied");
      setTimeout(() => button.classList.remove("done"), 1200);
    });
  });
})();

// Number keys choose, Enter goes on. A tap chooses and goes on, unless it is switched off.
(() => {
  // Milliseconds in which one sees what was chosen.
  const SEEN = 150;
  const form = document.querySelector("form[data-answer]");
  if (!form) return;
  const next = form.querySelector("[data-next]");
  const goesOn = document.querySelector("[data-goes-on]");
  let pointing = false;
  let soon;

  const goOn = () => form.requestSubmit(next);
  const question = () => document.activeElement?.closest("fieldset.question") ?? form.querySelector("fieldset.question");
  const typing = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

  form.querySelector("[data-keys-hint]")?.removeAttribute("hidden");
  goesOn?.removeAttribute("hidden");
  document.addEventListener("pointerdown", () => (pointing = true));
  document.addEventListener("keydown", (event) => {
    pointing = false;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing(event.target)) return;
    const radios = [...(question()?.querySelectorAll("input[type=radio]") ?? [])];
    if (/^\d$/.test(event.key)) {
      const numbered = radios.some((radio) => /^\d+$/.test(radio.value));
      const meant = numbered ? radios.find((radio) => radio.value === event.key) : radios[event.key - 1];
      if (!meant) return;
      meant.checked = true;
      meant.focus();
    } else if (event.key === "Enter" && !event.target.closest("a, button, summary") && radios.some((radio) => radio.checked)) {
      event.preventDefault();
      goOn();
    }
  });
  // Arrow keys choose on their way past: only a finger or a mouse means it at once.
  form.addEventListener("change", () => {
    clearTimeout(soon);
    if (goesOn?.querySelector("input").checked && pointing) soon = setTimeout(goOn, SEEN);
  });
})();

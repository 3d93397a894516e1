// Leaves at once: by the link, which also works without this, or by Esc three times.
(() => {
  const exit = document.querySelector("[data-exit]");
  if (!exit) return;
  const status = document.querySelector("[data-exit-status]");
  const within = 3000;
  let presses = [];

  const leave = () => {
    document.documentElement.hidden = true;
    document.title = "\u200b";
    // In place of this page, so that the way back does not lead here.
    location.replace(exit.href);
  };

  exit.querySelector("[data-exit-hint]")?.removeAttribute("hidden");
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const now = Date.now();
    presses = event.key === "Escape" ? presses.filter((at) => now - at < within) : [];
    if (event.key === "Escape") presses.push(now);
    if (presses.length >= 3) leave();
    if (status) {
      status.textContent = ["", status.dataset.exitTwo, status.dataset.exitOne][presses.length] ?? "";
    }
  });
})();

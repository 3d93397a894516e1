// Looks whether what is being made is there, and shows it then. Without it, a button does.
(() => {
  "use strict";
  const waits = document.querySelector("[data-watch]");
  if (!waits) return;
  const every = 2000;
  // After some minutes something is wrong, and the button is enough.
  let left = 90;
  const look = async () => {
    left -= 1;
    try {
      const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
      const page = await answer.text();
      if (answer.ok && !page.includes("data-watch")) {
        location.reload();
        return;
      }
    } catch {
      // The line is down for a moment; the next look may get through.
    }
    if (left > 0) setTimeout(look, every);
  };
  setTimeout(look, every);
})();

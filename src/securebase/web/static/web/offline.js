// What this device keeps until it is sent: allowing it, saying how it stands, sending it.
(() => {
  "use strict";
  const box = document.querySelector("[data-kept]");
  const wish = document.querySelector("[data-may-keep]");
  const page = document.querySelector("[data-offline]");
  const able = Boolean(navigator.serviceWorker && self.indexedDB && self.caches && crypto.subtle);
  if (!able) return;

  if (wish) {
    const [offline, shared] = ["offline", "shared"].map((it) => wish.form.elements[it]);
    wish.closest("[hidden]")?.removeAttribute("hidden");
    offline.addEventListener("change", () => offline.checked && (shared.checked = false));
    shared.addEventListener("change", () => shared.checked && (offline.checked = false));
  }
  if (!box) {
    // Not allowed any more: also where the browser did not clear it when it was told to.
    navigator.serviceWorker.getRegistrations().then((it) => it.length && kept.wipe());
    return;
  }

  self.places = { sync: box.dataset.sync, page: box.dataset.page };
  let waited = 0;
  const show = (what, shown) => {
    box.querySelector(`[data-kept-${what}]`).hidden = !shown;
    box.hidden = !box.querySelector("p:not([hidden])");
  };

  // Asks again by itself, ever more rarely: the worker may have sent meanwhile, and not
  // every browser says when the line is back.
  let [pause, later] = [0, 0];
  const again = (waiting) => {
    clearTimeout(later);
    pause = waiting ? Math.min(2 * pause || 1000, 60000) : 0;
    if (waiting) later = setTimeout(send, pause);
  };

  const send = async () => {
    const told = await kept.send();
    const sent = told.sent || (waited && !told.waiting);
    show("waiting", told.waiting);
    show("out", told.waiting && told.out);
    if (sent) box.querySelector("[data-kept-time]").textContent = new Date().toTimeString().slice(0, 5);
    const refused = await kept.refused();
    if (refused) show("refused", true);
    if (sent && !refused) show("sent", true);
    waited = told.waiting;
    again(waited);
  };

  // Whether the page that is laid up lacks days to come, or speaks another language.
  const stale = async () => {
    const laid = (await caches.match(box.dataset.page))?.headers;
    const other = laid?.get("Content-Language") !== document.documentElement.lang;
    return !laid || other || Date.now() - Date.parse(laid.get("Date")) > 12 * 3600 * 1000;
  };

  const begin = async () => {
    if (box.dataset.kept) {
      await kept.prepare(box.dataset.kept);
      const worker = await navigator.serviceWorker.register(box.dataset.worker);
      if (worker.active && (await stale())) await kept.renew().catch(() => {});
    }
    await send();
  };

  const checkIn = () => {
    const form = page.querySelector("form");
    const fields = form.querySelector("[data-questions]");
    const days = [...page.querySelectorAll("[data-day]")];
    const now = Date.now();
    const today = days.find((it) => Date.parse(it.dataset.begins) <= now && now < Date.parse(it.dataset.ends));
    page.querySelector("[data-too-old]").hidden = Boolean(today);
    show("failed", location.hash === "#not-kept");
    if (!today) return;
    today.hidden = form.hidden = false;
    form.elements.day.value = today.dataset.day;
    const asked = today.dataset.codes.split(" ");
    for (const item of fields.querySelectorAll("fieldset")) {
      item.hidden = item.disabled = !asked.includes(item.elements[0].name);
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.hidden) return;
      form.hidden = true;
      form.elements.key.value = crypto.randomUUID();
      try {
        await kept.keep(kept.entry(new FormData(form)));
      } catch {
        form.hidden = false;
        show("failed", true);
        return;
      }
      form.reset();
      show("failed", false);
      await send();
      box.focus();
      scrollTo(0, 0);
    });
  };

  if (page) checkIn();
  begin().catch(() => show("failed", true));
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
})();

// Answers where the server cannot be reached: with the page for checking in, and with
// nothing else. No page that shows anything of anybody is ever laid up.
(() => {
  "use strict";
  const { page, today, leave, out, away, shell, cookie } = self.places;
  // Longer than this, nobody waits who wants to be gone.
  const patience = 1500;

  self.addEventListener("install", (event) => {
    const laidUp = caches.open(kept.name).then((it) => it.addAll(shell));
    event.waitUntil(laidUp.then(kept.renew).then(() => self.skipWaiting()));
  });
  self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
  self.addEventListener("sync", (event) => {
    if (event.tag !== kept.name) return;
    // To fail means to be asked again later.
    event.waitUntil(kept.send().then((told) => told.waiting && !told.out && Promise.reject(new Error("later"))));
  });
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    const get = request.method === "GET";
    if (origin !== self.location.origin) return;
    if (request.mode !== "navigate") {
      if (get && shell.includes(pathname)) event.respondWith(fetch(request).catch(() => laid(pathname)));
    } else if (pathname === leave) {
      event.respondWith(leaving(event));
    } else if (pathname === out && !get) {
      event.waitUntil(kept.wipe());
    } else if (pathname === today && !get) {
      event.respondWith(checkIn(request));
    } else if (get) {
      event.respondWith(fetch(request).catch(() => laid(page)));
    }
  });

  const laid = async (path) => (await caches.match(path)) ?? Response.error();

  const tidy = async () => {
    const cache = await caches.open(kept.name);
    const known = [...shell, page];
    for (const it of await cache.keys()) {
      if (!known.includes(new URL(it.url).pathname)) await cache.delete(it);
    }
  };

  // The browser clears everything when the server says so. Where the server cannot be
  // reached, this does, leads away all the same, and leaves word for it that is read with
  // the next connection: only the server can end the session.
  const leaving = (event) => {
    const gone = kept.wipe();
    const answer = fetch(event.request);
    event.waitUntil(Promise.allSettled([gone, answer]));
    const late = new Promise((_, reject) => setTimeout(reject, patience));
    return Promise.race([answer, late]).catch(async () => {
      await self.cookieStore?.set({ name: cookie, value: "left", sameSite: "lax" }).catch(() => {});
      return Response.redirect(away);
    });
  };

  // A form that the server did not get is kept, with its key: if it got it after all, it
  // counts once.
  const checkIn = async (request) => {
    const copy = request.clone();
    const answer = await fetch(request).catch(() => null);
    if (answer && ![502, 503, 504].includes(answer.status)) return answer;
    try {
      await kept.keep(kept.entry(await copy.formData()));
    } catch {
      return answer ?? Response.redirect(`${page}#not-kept`, 303);
    }
    return Response.redirect(page, 303);
  };
})();

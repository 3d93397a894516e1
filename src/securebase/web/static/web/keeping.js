// Check-ins that could not be sent yet: sealed on this device, sent once, and gone then.
// The pages and the worker share it. Nothing is made before somebody allowed it.
self.kept = (() => {
  "use strict";
  const name = "kept";
  // What was answered longer ago is taken by no server.
  const oldest = 4 * 24 * 3600 * 1000;

  // Opens what is there. Only where it is said so is it made: a look leaves no trace.
  const open = (make) =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => {
        if (!make) return asked.transaction.abort();
        asked.result.createObjectStore("own");
        asked.result.createObjectStore("sealed", { autoIncrement: true });
      };
      asked.onsuccess = () => {
        const base = asked.result;
        base.onversionchange = () => base.close();
        resolve(base);
      };
      asked.onerror = () => (make ? reject(asked.error) : resolve(null));
    });

  // What `work` asked of the two stores, once all of it is on the disk.
  const within = async (mode, work, make = false) => {
    const base = await open(make);
    if (!base) return undefined;
    try {
      return await new Promise((resolve, reject) => {
        const turn = base.transaction(["own", "sealed"], mode, { durability: "strict" });
        const asked = work(turn.objectStore("own"), turn.objectStore("sealed"));
        turn.oncomplete = () => resolve(asked?.result);
        turn.onabort = turn.onerror = () => reject(turn.error);
      });
    } finally {
      base.close();
    }
  };

  const own = (what) => within("readonly", (mine) => mine.get(what));
  const count = async () => (await within("readonly", (_, sealed) => sealed.count())) ?? 0;

  // Lets this device keep check-ins of one person; what it kept of another is wiped.
  const prepare = async (mark) => {
    const before = await own("mark");
    if (before === mark) return;
    if (before) await forget();
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await within("readwrite", (mine) => (mine.put(key, "key"), mine.put(mark, "mark")), true);
  };

  const lock = (mark, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(mark) });

  const keep = async (entry) => {
    const [key, mark] = [await own("key"), await own("mark")];
    if (!key) throw new Error("Nothing may be kept here.");
    const words = JSON.stringify({ ...entry, at: new Date().toISOString() });
    // Filled up, so that the length does not tell how much was answered.
    const plain = new TextEncoder().encode(words.padEnd(Math.ceil(words.length / 4096) * 4096));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(lock(mark, iv), key, plain);
    await within("readwrite", (_, sealed) => sealed.add({ iv, data }));
    try {
      const worker = self.registration ?? (await navigator.serviceWorker.getRegistration());
      await worker.sync.register(name);
    } catch {
      // Without it, the next page that is opened sends.
    }
  };

  // What a form holds; what was left out is absent.
  const entry = (form) => {
    const { key, day, note = "", csrfmiddlewaretoken: _, ...given } = Object.fromEntries(form);
    const told = Object.entries(given).filter(([, value]) => value !== "");
    return { key, day, note, answers: Object.fromEntries(told.map(([code, value]) => [code, Number(value)])) };
  };

  const ask = (how = {}) => fetch(self.places.sync, { cache: "no-store", redirect: "manual", ...how });
  const alone = (work) => (navigator.locks ? navigator.locks.request(name, work) : work());

  // Sends what is kept, one after the other. It is wiped when it was taken, or will
  // never be; else it stays.
  const send = () =>
    alone(async () => {
      const told = { sent: 0, refused: 0, waiting: await count(), out: false };
      if (!told.waiting) return told;
      const door = await ask().catch(() => null);
      told.out = door !== null && (door.type === "opaqueredirect" || door.status === 403);
      if (!door?.ok) return told;
      const { token, mark } = await door.json();
      if (mark !== (await own("mark"))) {
        await wipe();
        return { ...told, waiting: 0 };
      }
      const key = await own("key");
      for (const id of (await within("readonly", (_, sealed) => sealed.getAllKeys())) ?? []) {
        const taken = await sendOne(id, key, mark, token);
        if (taken === null) break;
        await within("readwrite", (mine, sealed) => {
          sealed.delete(id);
          if (!taken) mine.put(true, "refused");
        });
        told[taken ? "sent" : "refused"] += 1;
      }
      told.waiting = await count();
      return told;
    });

  // Whether it was taken; null if that is not known.
  const sendOne = async (id, key, mark, token) => {
    const sealed = await within("readonly", (_, all) => all.get(id));
    let body;
    try {
      const plain = await crypto.subtle.decrypt(lock(mark, sealed.iv), key, sealed.data);
      body = new TextDecoder().decode(plain).trim();
    } catch {
      return false;
    }
    if (Date.now() - Date.parse(JSON.parse(body).at) > oldest) return false;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await ask({ method: "POST", headers, body }).catch(() => null);
    if (answer?.ok) return true;
    return answer && [400, 409, 413].includes(answer.status) ? false : null;
  };

  // Whether something was refused since this was last asked.
  const refused = async () => {
    const it = await own("refused");
    if (it) await within("readwrite", (mine) => mine.delete("refused"));
    return Boolean(it);
  };

  const forget = async () => {
    await within("readwrite", (mine, sealed) => (mine.clear(), sealed.clear())).catch(() => {});
    await new Promise((resolve) => {
      const asked = indexedDB.deleteDatabase(name);
      asked.onsuccess = asked.onerror = asked.onblocked = resolve;
    });
  };

  const wipe = async () => {
    await forget();
    await Promise.all((await caches.keys()).map((it) => caches.delete(it)));
    const workers = self.registration ? [self.registration] : await navigator.serviceWorker.getRegistrations();
    await Promise.all(workers.map((it) => it.unregister()));
  };

  // Lays up the page for checking in anew, with the questions of the coming days.
  const renew = async () => {
    const shell = await caches.open(name);
    const answer = await fetch(self.places.page, { cache: "no-store", redirect: "error" });
    if (answer.ok) await shell.put(self.places.page, answer);
  };

  return { name, prepare, keep, entry, send, count, refused, wipe, renew };
})();

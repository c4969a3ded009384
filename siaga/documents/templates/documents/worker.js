"use strict";
// The checking page without a line: what it needs is kept; the network is asked first, and not waited for longer than `PATIENCE`.
const KEPT = [{% for url in kept %}"{{ url|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
if (!("BarcodeDetector" in self)) KEPT.push("{{ reader|escapejs }}");
const PAGE = "{{ page|escapejs }}", SHELL = "{{ shell|escapejs }}", CACHE = "siaga-periksa-1", PATIENCE = 4000;

self.addEventListener("install", (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function asked(request, kept) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer;
  } catch (fault) {
    const found = await caches.match(kept);
    if (found) return found;
    throw fault;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) {
    event.respondWith(asked(request, SHELL));
    event.waitUntil(caches.open(CACHE).then((cache) => cache.add(SHELL)).catch(() => {}));
  } else if (KEPT.includes(url.pathname)) {
    event.respondWith(asked(request, url.pathname).then((answer) => {
      if (answer.ok && !answer.redirected) {
        const copy = answer.clone();
        event.waitUntil(caches.open(CACHE).then((cache) => cache.put(url.pathname, copy)).catch(() => {}));
      }
      return answer;
    }));
  }
});

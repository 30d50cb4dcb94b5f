// The server puts VERSION and FILES before this text. With what is kept here the chat page
// opens, and the pocket card is readable, without any network.

const CACHE = `bimtek-${VERSION}`;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES.map((url) => new Request(url, { cache: "no-cache" })));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("bimtek-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

// The page is a shell without words of its own: kept ones open at once, also on a weak signal.
function kept(url) {
  if (/^\/c(\/|\/[kg]\/.*)?$/.test(url.pathname)) return "/c/";
  return FILES.includes(url.pathname) ? url.pathname : "";
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const name = kept(url);
  if (!name) return;
  const answer = async () => {
    const cache = await caches.open(CACHE);
    return (await cache.match(name)) || fetch(event.request);
  };
  event.respondWith(answer());
});

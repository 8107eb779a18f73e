// The preview in the browser: shows what the server has built, as soon as it is built.
//
// In:  the messages of the server's socket, and the data-* of the script tag that brought us here.
// Out: pages loaded anew, style sheets and pictures brought in without that, mistakes explained in an overlay.
//
// No inline code and no style attribute: a page's own Content-Security-Policy may be as strict as it likes.

import { createOverlay } from "./overlay.js";
import { notePlace, restorePlace } from "./place.js";
import { createRefresh } from "./refresh.js";

const NAME = "__sitegenPreview";
const FIRST_WAIT = 200; // milliseconds until the first attempt to connect again
const LONGEST_WAIT = 2000;
const PATIENCE = 1000; // how long the server may be away before the reader is told
const LONG_BUILD = 400; // a build that takes longer than this is told of
const FINAL = 4000; // a socket closed with this code or a higher one is not opened again
const STALE = "sitegen:stale";

const tag = [...document.scripts].find((script) => script.src === import.meta.url);
if (tag && !(NAME in window)) start(tag.dataset);

function start(given) {
  const base = new URL("..", import.meta.url).pathname;
  const first = { pathname: location.pathname, path: given.path };
  const preview = { build: Number(given.build), connected: false };
  const overlay = createOverlay();
  const refresh = createRefresh(base, import.meta.url, given.etag);
  let leaving = false;
  let work = Promise.resolve();

  Object.defineProperty(window, NAME, {
    value: Object.freeze({
      get build() {
        return preview.build;
      },
      get connected() {
        return preview.connected;
      },
    }),
  });

  // --- which files of the output this page is

  const ownPaths = () => {
    const path = refresh.pathOf(location.href);
    const own = path === null ? [] : path === "" || path.endsWith("/") ? [`${path}index.html`] : [path, `${path}/index.html`];
    return location.pathname === first.pathname ? [first.path, ...own] : own;
  };

  // --- going elsewhere

  const reload = () => {
    if (leaving) return;
    leaving = true;
    notePlace();
    location.reload();
  };

  /** Loads the page anew, but never twice in vain: a server at odds with itself would keep us at it. */
  const reloadOnce = () => {
    const now = `${location.pathname} ${refresh.etag()}`;
    try {
      if (sessionStorage.getItem(STALE) === now) return;
      sessionStorage.setItem(STALE, now);
    } catch {
      return;
    }
    reload();
  };

  /** Whether we leave for another page of this site. */
  const goTo = (address) => {
    if (typeof address !== "string" || !URL.canParse(address, location.href)) return false;
    const url = new URL(address, location.href);
    if (url.origin !== location.origin || url.pathname === location.pathname) return false;
    leaving = true;
    location.assign(url.href);
    return true;
  };

  // --- what the server tells

  const showBuilt = async (message) => {
    if (leaving || goTo(message.navigate)) return;
    const changed = new Set(message.changed);
    const own = ownPaths();
    if (message.all || own.some((path) => message.removed?.includes(path))) return reload();
    const done = await refresh.refresh(changed, own.some((path) => changed.has(path)), message.build);
    if (!done) reload();
  };

  let building;
  const tellOfBuilding = (text) => {
    clearTimeout(building);
    overlay.building(text);
  };

  const sayPage = () => send({ type: "page", path: ownPaths()[0] ?? "", etag: refresh.etag() });

  const hear = {
    hello(message) {
      preview.build = message.build;
      tellOfBuilding(message.state === "building" ? "Showing the last build; building…" : "");
      overlay.problems(message.problems ?? []);
      sayPage();
    },
    building() {
      clearTimeout(building);
      building = setTimeout(() => overlay.building("Building…"), LONG_BUILD);
    },
    built(message) {
      preview.build = message.build;
      forget(STALE);
      tellOfBuilding("");
      overlay.problems(message.problems ?? [], message.ok !== false);
      if (message.ok !== false) work = work.then(() => showBuilt(message)).catch(reload);
    },
    stale: reloadOnce,
  };

  // --- the socket

  const address = new URL("socket", import.meta.url);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let socket = null;
  let wait = FIRST_WAIT;
  let again;
  let lost;

  const send = (message) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };

  const connect = () => {
    clearTimeout(again);
    again = undefined;
    const mine = new WebSocket(address);
    socket = mine;
    mine.onopen = () => {
      preview.connected = true;
      wait = FIRST_WAIT;
      clearTimeout(lost);
      lost = undefined;
      overlay.lost(false);
    };
    mine.onmessage = ({ data }) => {
      const message = parsed(data);
      if (!leaving && Object.hasOwn(hear, message?.type)) hear[message.type](message);
    };
    mine.onclose = ({ code }) => {
      if (socket !== mine) return;
      socket = null;
      preview.connected = false;
      tellOfBuilding("");
      if (leaving) return;
      lost ??= setTimeout(() => overlay.lost(true), PATIENCE);
      if (code >= FINAL) return;
      again = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };

  /** The reader is back: don't wait any longer, and ask whether the page is still the newest. */
  const hurry = () => {
    if (document.hidden || leaving) return;
    if (socket) return sayPage();
    if (again === undefined) return;
    wait = FIRST_WAIT;
    connect();
  };

  // the page may be kept as it is, to be shown again when the reader comes back to it
  addEventListener("pagehide", () => {
    clearTimeout(again);
    clearTimeout(lost);
    again = lost = undefined;
    const open = socket;
    socket = null;
    open?.close();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    leaving = false;
    connect();
  });
  addEventListener("online", hurry);
  addEventListener("focus", hurry);
  document.addEventListener("visibilitychange", hurry);

  restorePlace();
  if (given.state === "building") tellOfBuilding("Showing the last build; building…");
  connect();
  refresh.keepSource();
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // storage is closed to us: nothing was kept in it
  }
}

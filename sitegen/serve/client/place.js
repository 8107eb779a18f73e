// Keeps the reader's place over a reload: scrolling, opened <details>, focus.
//
// The place is noted in the tab's sessionStorage just before the reload and taken up again by the next document.
// Scrolling is noted as the distance to the headings near by, since text above them may have grown.

const KEY = "sitegen:place";
const HEADINGS = "h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]";
const ANCHORS = 5;

/** The state that each <details> had as the page came; only those that the reader changed are noted. */
const asWritten = new WeakMap();

const allDetails = () => [...document.querySelectorAll("details")];
const titleOf = (details) => details.querySelector("summary")?.textContent.trim() ?? "";
const address = () => location.pathname + location.search;

export function restorePlace() {
  allDetails().forEach((details) => asWritten.set(details, details.open));
  const place = takeNote();
  if (!place) return;
  giveBackScrolling(place.restoration);
  if (place.address !== address()) return;
  restoreDetails(place.details);
  restoreScroll(place);
  restoreFocus(place.focus);
  scrollAgainWhenLoaded(place);
}

export function notePlace() {
  const place = {
    address: address(),
    x: scrollX,
    y: scrollY,
    restoration: history.scrollRestoration,
    anchors: nearHeadings(),
    details: changedDetails(),
    focus: focused(),
  };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(place));
    history.scrollRestoration = "manual"; // else the browser scrolls to the old number after us
  } catch {
    // storage is closed to us: the page begins at its top
  }
}

function takeNote() {
  try {
    const place = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return place;
  } catch {
    return null;
  }
}

// --- scrolling

/** The headings nearest to the reader's eye, the one that stands above the text being read first. */
function nearHeadings() {
  if (scrollY < 1) return [];
  const eye = innerHeight / 3;
  const found = [...document.querySelectorAll(HEADINGS)]
    .map((heading) => ({ heading, top: heading.getBoundingClientRect().top }))
    .filter(({ heading }) => heading.getClientRects().length);
  const above = found.filter(({ top }) => top <= eye).reverse();
  const below = found.filter(({ top }) => top > eye);
  const visible = below.filter(({ top }) => top < innerHeight);
  // the first heading on the screen is better than one far above it
  const ordered = above[0]?.top > -innerHeight ? [...above, ...below] : [...visible, ...above, ...below];
  return ordered.slice(0, ANCHORS).map(({ heading, top }) => ({ id: heading.id, top }));
}

function restoreScroll({ x, y, anchors }) {
  for (const { id, top } of anchors) {
    const heading = document.getElementById(id);
    if (!heading) continue;
    scrollTo({ left: x, top: scrollY + heading.getBoundingClientRect().top - top, behavior: "instant" });
    return;
  }
  scrollTo({ left: x, top: y, behavior: "instant" });
}

/** Pictures and fonts that come late move the text: scroll once more, unless the reader has begun to. */
function scrollAgainWhenLoaded(place) {
  if (document.readyState === "complete") return;
  const begun = new AbortController();
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(type, () => begun.abort(), { once: true, passive: true, signal: begun.signal });
  const again = () => {
    restoreScroll(place);
    begun.abort();
  };
  addEventListener("load", again, { once: true, signal: begun.signal });
}

/** From here on it is the browser's again, when the reader goes back and forth: after `load`, which it waits for. */
function giveBackScrolling(restoration) {
  const give = () => setTimeout(() => (history.scrollRestoration = restoration));
  if (document.readyState === "complete") give();
  else addEventListener("load", give, { once: true });
}

// --- <details>

function changedDetails() {
  return allDetails()
    .map((details, index) => ({ details, index }))
    .filter(({ details }) => details.open !== (asWritten.get(details) ?? false))
    .map(({ details, index }) => ({ id: details.id, index, title: titleOf(details), open: details.open }));
}

function restoreDetails(noted) {
  const all = allDetails();
  for (const { id, index, title, open } of noted) {
    const same = (details) => details && !details.id === !id && titleOf(details) === title;
    const found = (id && all.find((details) => details.id === id)) || (same(all[index]) ? all[index] : all.find(same));
    if (found) found.open = open;
  }
}

// --- focus

function focused() {
  const element = document.activeElement;
  if (!element || element === document.body || element.localName.startsWith("sitegen-")) return null;
  return { path: pathTo(element), name: element.localName, visible: element.matches(":focus-visible") };
}

/** A selector such as `#main > p:nth-of-type(2) > a:nth-of-type(1)`. */
function pathTo(element) {
  const steps = [];
  for (let here = element; here?.parentElement; here = here.parentElement) {
    if (here.id) {
      steps.unshift(`#${CSS.escape(here.id)}`);
      break;
    }
    const twins = [...here.parentElement.children].filter((child) => child.localName === here.localName);
    steps.unshift(`${CSS.escape(here.localName)}:nth-of-type(${twins.indexOf(here) + 1})`);
  }
  return steps.join(" > ");
}

function restoreFocus(noted) {
  const found = noted && document.querySelector(noted.path);
  if (found?.localName === noted?.name) found?.focus({ preventScroll: true, focusVisible: noted.visible });
}

// What the preview shows on top of a page: mistakes, warnings, and how the server fares.
//
// In:  problems as the server describes them, words about its state.
// Out: a shadow root that no style of the page reaches. All text goes in as text, never as HTML.

import { LOOK } from "./look.js";
import { make, problemRow } from "./problem.js";

const MOST_SHOWN = 100;
const HIDDEN = "sitegen:hidden";
const PANEL = "sitegen:panel";

function remember(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // storage is closed to us: it is asked again on the next page
  }
}

function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const summary = (errors, warnings) =>
  [errors && counted(errors, "error"), warnings && counted(warnings, "warning")].filter(Boolean).join(", ");

export function createOverlay() {
  const host = make("sitegen-preview", { lang: "en", dir: "ltr" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOOK);
  root.adoptedStyleSheets = [sheet];

  const line = make("div", { className: "line", hidden: true });
  const badge = make("button", { type: "button", className: "badge", hidden: true });
  const news = make("div", { className: "news", role: "status" });
  const panelTitle = make("h2", { id: "warnings" });
  const shut = make("button", { type: "button", className: "quiet", textContent: "Close" });
  const panelRows = make("ol", { className: "rows" });
  const panel = make(
    "section",
    { className: "panel", id: "panel", hidden: true },
    make("header", {}, panelTitle, shut),
    panelRows,
  );
  panel.setAttribute("aria-labelledby", "warnings");
  const dock = make("div", { className: "dock" }, badge, panel, news);

  const title = make("h2", { id: "title", tabIndex: -1, autofocus: true });
  const counts = make("p", { className: "counts" });
  const hide = make("button", { type: "button", className: "quiet" }, "Hide ", make("kbd", { textContent: "Esc" }));
  const rows = make("ol", { className: "rows" });
  const footer = make("footer", {
    textContent: "Behind this is the last build that worked. This goes away by itself as soon as the site can be built.",
  });
  const dialog = make(
    "dialog",
    { className: "overlay" },
    make("header", {}, make("div", {}, title, counts), hide),
    rows,
    footer,
  );
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-labelledby", "title");

  root.append(line, dock, dialog);
  if (getComputedStyle(document.documentElement).colorScheme === "normal") host.classList.add("as-system");
  document.documentElement.append(host);

  let told = null;
  let mistakes = "";
  let errors = 0;
  let byBadge = false; // the dialog was opened by the badge, which gets the focus back

  // --- mistakes

  const showRows = (list, problems) => {
    const left = problems.length - MOST_SHOWN;
    list.replaceChildren(...problems.slice(0, MOST_SHOWN).map(problemRow));
    if (left > 0) list.append(make("li", { className: "more", textContent: `… and ${left} more, told in the terminal` }));
  };

  const openDialog = () => {
    panel.hidden = true;
    badge.hidden = true;
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    rows.querySelectorAll(".excerpt").forEach(bringIntoView);
  };

  dialog.addEventListener("close", () => {
    if (dialog.open) return;
    badge.hidden = !badge.textContent;
    if (byBadge && !badge.hidden) badge.focus();
    byBadge = false;
    if (errors) remember(HIDDEN, mistakes);
  });
  // the page's own keys, such as one that opens its search, are not meant here
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  hide.addEventListener("click", () => dialog.close());

  // --- warnings

  const setPanel = (open) => {
    panel.hidden = !open;
    badge.setAttribute("aria-expanded", String(open));
    if (open) panelRows.querySelectorAll(".excerpt").forEach(bringIntoView);
  };

  const closePanel = () => {
    remember(PANEL, null);
    setPanel(false);
    badge.focus();
  };

  shut.addEventListener("click", closePanel);
  dock.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    closePanel();
  });

  badge.addEventListener("click", () => {
    if (errors) {
      remember(HIDDEN, null);
      byBadge = true;
      openDialog();
      return;
    }
    remember(PANEL, panel.hidden ? "open" : null);
    setPanel(panel.hidden);
  });

  const problems = (found, ok = true) => {
    const serious = found.filter((problem) => problem?.severity === "error");
    const lesser = found.filter((problem) => problem && problem.severity !== "error");
    if (!ok && !serious.length)
      serious.push({ severity: "error", code: "", message: "The build failed; the terminal says more." });
    const now = JSON.stringify([serious, lesser]);
    if (now === told) return;
    const inPanel = panel.contains(root.activeElement);
    told = now;
    mistakes = JSON.stringify(serious);
    errors = serious.length;
    badge.textContent = summary(errors, lesser.length);
    badge.hidden = !badge.textContent;
    badge.classList.toggle("serious", errors > 0);

    showRows(rows, errors ? [...serious, ...lesser] : []);
    showRows(panelRows, errors ? [] : lesser);
    title.textContent = "The site can’t be built";
    counts.textContent = badge.textContent;
    panelTitle.textContent = badge.textContent;

    if (errors) {
      badge.removeAttribute("aria-expanded");
      badge.removeAttribute("aria-controls");
      panel.hidden = true;
      if (recall(HIDDEN) === mistakes) dialog.close();
      else openDialog();
      return;
    }
    remember(HIDDEN, null);
    if (dialog.open) dialog.close();
    badge.setAttribute("aria-controls", "panel");
    setPanel(lesser.length > 0 && recall(PANEL) === "open");
    if (inPanel && !badge.hidden) badge.focus();
    dodge();
  };

  // --- the server's state

  const words = { building: "", lost: "" };
  const say = () => {
    news.textContent = words.lost || words.building;
    news.classList.toggle("bad", Boolean(words.lost));
    line.hidden = !words.building || Boolean(words.lost);
    dodge();
  };

  // --- nothing of this may lie upon what has the focus

  const dodge = () => {
    const focus = document.activeElement;
    const within = !focus || focus === document.body || focus === host || focus.contains(host);
    dock.classList.toggle("away", !within && overlaps(focus, [badge, panel, news]));
  };
  document.addEventListener("focusin", dodge);
  addEventListener("scroll", dodge, { passive: true });
  addEventListener("resize", dodge, { passive: true });

  return {
    problems,
    building(text) {
      words.building = text;
      say();
    },
    lost(is) {
      words.lost = is ? "Preview server not reachable" : "";
      say();
    },
  };
}

/** Whether an element, if it is no larger than a paragraph, lies under one of ours. */
function overlaps(element, ours) {
  const one = element.getBoundingClientRect();
  if (one.height > innerHeight / 2) return false; // such as <main>, focused by the link that skips to it
  return ours.some((other) => {
    const two = other.getBoundingClientRect();
    return two.width && one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom;
  });
}

/** An excerpt wider than its place is scrolled to the mark, and by the keyboard. */
function bringIntoView(excerpt) {
  if (excerpt.scrollWidth <= excerpt.clientWidth) return;
  excerpt.tabIndex = 0;
  const mark = excerpt.querySelector(".mark");
  if (mark) excerpt.scrollLeft = mark.offsetLeft - excerpt.clientWidth / 3;
}

// What a link leads to, shown beside it while it is aimed at; js/main.js brings this file.
// The page is fetched, and built anew from the few elements that are harmless; nothing in it runs.
(() => {
  const INTENT = 300; // ms of aiming before anything is fetched
  const GRACE = 250; // ms to get from the link into the preview
  const MOST = 40; // pages kept
  const BLOCKS = 12; // of a section
  const script = document.currentScript.src;
  const base = new URL("..", script);
  const links = ":is(.prose, .backlinks) a[href]";
  const keep = new Set(
    "P UL OL LI DL DT DD BLOCKQUOTE PRE CODE KBD SAMP VAR EM STRONG B I S DEL INS SUB SUP MARK ABBR BR HR TABLE THEAD TBODY TR TH TD FIGURE FIGCAPTION IMG RUBY RT RP Q CITE".split(" "),
  );
  const drop = new Set("SCRIPT STYLE TEMPLATE BUTTON INPUT SELECT TEXTAREA FORM IFRAME OBJECT EMBED VIDEO AUDIO CANVAS SVG NOSCRIPT NAV LINK META DIALOG".split(" "));
  const pages = new Map();
  let box;
  let link; // what the preview is of, or will be
  let timer;

  // --- what is shown
  const fetched = (url) => {
    const address = url.origin + url.pathname;
    if (!pages.has(address)) {
      if (pages.size >= MOST) pages.delete(pages.keys().next().value);
      pages.set(address, (async () => {
        const answer = await fetch(address, { headers: { Accept: "text/html" } });
        if (!answer.ok || !/^text\/html/.test(answer.headers.get("Content-Type"))) return null;
        return new DOMParser().parseFromString(await answer.text(), "text/html");
      })().catch(() => null));
    }
    return pages.get(address);
  };

  const clean = (nodes, url) => {
    const into = document.createDocumentFragment();
    for (const node of nodes) {
      if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
      else if (node.nodeType === Node.ELEMENT_NODE && !drop.has(node.tagName.toUpperCase()) && !node.matches(".anchor, .sr-only, .footnote-backref, [hidden]")) {
        const within = clean(node.childNodes, url);
        if (keep.has(node.tagName)) {
          const made = document.createElement(node.tagName);
          if (node.tagName === "IMG" && !picture(made, node, url)) continue;
          made.append(within);
          into.append(made);
        } else if (/^H[1-6]$/.test(node.tagName)) {
          const made = document.createElement("p");
          made.className = "preview-heading";
          made.append(within);
          into.append(made);
        } else into.append(within);
      }
    }
    return into;
  };

  const picture = (made, { attributes, alt }, url) => {
    const at = attributes.src && URL.canParse(attributes.src.value, url) && new URL(attributes.src.value, url);
    if (!at || at.origin !== location.origin) return false;
    made.src = at.href;
    made.alt = alt;
    return true;
  };

  const level = (element) => Number(/^H([1-6])$/.exec(element?.tagName)?.[1] || 0);

  // the aimed-at element; with a heading, what follows up to the next one of its rank
  const section = (target) => {
    const heading = level(target) ? target : target.querySelector(":scope > :is(h1, h2, h3, h4, h5, h6)");
    const rank = level(heading);
    if (!rank) return target.tagName === "DT" && target.nextElementSibling ? [target, target.nextElementSibling] : [target];
    const found = [];
    let next = (heading.closest(".anchored") || heading).nextElementSibling;
    for (; next && found.length < BLOCKS; next = next.nextElementSibling) {
      const inner = level(next) || level(next.querySelector?.(":scope > :is(h1, h2, h3, h4, h5, h6)"));
      if (inner && inner <= rank) break;
      found.push(next);
    }
    return found;
  };

  const contents = async (url) => {
    const here = url.pathname === location.pathname && url.search === location.search;
    const page = here ? document : await fetched(url);
    if (!page) return null;
    const id = url.hash && attempt(() => decodeURIComponent(url.hash.slice(1)));
    const target = id ? page.getElementById(id) : null;
    if (here && (!target || visible(target))) return null;
    const title = page.querySelector("main h1")?.textContent.trim() || page.title;
    const note = target?.matches("li") && target.closest(".footnotes");
    if (target && target.tagName !== "H1" && page.querySelector("main")?.contains(target)) {
      const heading = note ? "" : level(target) ? target.textContent.replace(/#$/, "").trim() : "";
      return { title: note || here ? heading : title, heading: here ? "" : heading, nodes: section(target), url };
    }
    const prose = page.querySelector("main .prose");
    const lede = page.querySelector("meta[name=description]")?.content;
    const blocks = [...(prose?.children || [])].filter((one) => one.tagName !== "H1" && !one.querySelector?.(":scope > h1"));
    return { title, heading: "", lede: blocks.length ? "" : lede, nodes: blocks.slice(0, 4), url };
  };

  const attempt = (act) => {
    try {
      return act();
    } catch {
      return undefined;
    }
  };
  const visible = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  };
  const line = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  // --- showing it
  const worth = (element) => {
    const url = new URL(element.href, location.href);
    const plain = !element.matches("[download], [data-no-preview], .anchor, .footnote-backref") && !element.closest(".preview");
    const inSite = url.origin === base.origin && url.pathname.startsWith(base.pathname);
    const isPage = /(\/|\.html?|\/[^./]+)$/.test(url.pathname);
    const here = url.pathname === location.pathname && url.search === location.search;
    return plain && inSite && isPage && !(here && !url.hash) ? url : null;
  };

  const aim = (element, at) => {
    clearTimeout(timer);
    if (element === link && box?.matches(":popover-open")) return;
    const url = worth(element);
    if (!url) return;
    link = element;
    timer = setTimeout(() => show(element, url, at), INTENT);
  };

  const show = async (element, url, at) => {
    const found = await contents(url);
    if (!found || link !== element || !element.isConnected) return;
    if (!box) {
      box = line("div", "preview prose", "");
      box.popover = "manual";
      box.setAttribute("aria-hidden", "true"); // it repeats what the link leads to
      box.addEventListener("pointerenter", () => clearTimeout(timer));
      box.addEventListener("pointerleave", leave);
      document.body.append(box);
    }
    box.replaceChildren();
    if (found.title) box.append(line("p", "preview-title", found.title));
    if (found.heading && found.heading !== found.title) box.append(line("p", "preview-heading", found.heading));
    if (found.lede) box.append(line("p", "", found.lede));
    box.append(clean(found.nodes, found.url));
    if (!box.textContent.trim()) return;
    box.lang = element.hreflang || "";
    box.scrollTop = 0;
    box.showPopover();
    put(element, at);
  };

  // below the line that is aimed at, above it where there is more room, never out of sight
  const put = (element, at) => {
    const lines = [...element.getClientRects()];
    const rect = lines.find((one) => at && at.y >= one.top - 2 && at.y <= one.bottom + 2) || lines[0];
    const gap = 6;
    const below = innerHeight - rect.bottom - 2 * gap;
    const above = rect.top - 2 * gap;
    const up = below < Math.min(box.scrollHeight, 280) && above > below;
    box.style.maxHeight = `${Math.min(up ? above : below, 360)}px`;
    const { width, height } = box.getBoundingClientRect();
    const start = document.dir === "rtl" ? rect.right - width : rect.left;
    box.style.left = `${Math.max(8, Math.min(at ? at.x - 32 : start, innerWidth - width - 8))}px`;
    box.style.top = `${up ? rect.top - gap - height : rect.bottom + gap}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    link = undefined;
    if (box?.matches(":popover-open")) box.hidePopover();
  };
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, GRACE);
  };

  // --- what aims
  const hovers = matchMedia("(hover: hover)");
  addEventListener("pointerover", ({ target, pointerType, clientX, clientY }) => {
    const over = target.closest?.(links);
    if (pointerType === "touch" || !hovers.matches) return;
    if (over) aim(over, { x: clientX, y: clientY });
    else if (link && !box?.contains(target) && document.activeElement !== link) leave();
  });
  addEventListener("focusin", ({ target }) => {
    if (target.matches?.(links) && target.matches(":focus-visible")) aim(target);
    else if (link) hide();
  });
  addEventListener("focusout", ({ target }) => target === link && leave());
  addEventListener("click", () => hide(), true);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && link) {
      if (box?.matches(":popover-open")) event.stopPropagation();
      hide();
    }
  }, true);
  addEventListener("pagehide", hide);

  // what was aimed at while this file was on its way
  const now = (hovers.matches && document.querySelector(`${links}:hover`)) || document.activeElement;
  if (now?.matches?.(links)) aim(now);
})();

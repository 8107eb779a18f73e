// What a link leads to, shown beside it while it is aimed at; js/main.js brings this file.
// The page is fetched, and built anew from a few harmless elements: nothing in it runs.
(() => {
  const INTENT = 300; // ms of aiming before anything is fetched
  const GRACE = 250; // ms to get from the link into the preview
  const base = new URL("..", document.currentScript.src);
  const links = ":is(.prose, .backlinks) a[href]";
  const kept = /^(P|[UO]L|LI|D[LTD]|BLOCKQUOTE|PRE|CODE|KBD|SAMP|VAR|EM|STRONG|[BISQ]|DEL|INS|SU[BP]|MARK|[BH]R|TABLE|THEAD|TBODY|T[RHD]|FIG\w+|IMG|RUBY|R[TP]|m\w+)$/;
  const dropped = "script, style, template, button, input, select, textarea, iframe, object, embed, video, audio, svg, noscript, nav, annotation, annotation-xml, .anchor, .footnote-backref, [hidden]";
  const pages = new Map();
  let box;
  let link; // what the preview is of, or will be
  let timer;
  const later = (act, ms) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
  const make = (name, className = "", text = "") => Object.assign(document.createElement(name), { className, textContent: text });

  // --- what is shown
  const fetched = (url) => {
    const address = url.origin + url.pathname;
    if (!pages.has(address)) {
      pages.set(address, fetch(address).then(async (answer) =>
        answer.ok && /^text\/html/.test(answer.headers.get("Content-Type")) && new DOMParser().parseFromString(await answer.text(), "text/html"),
      ).catch(() => null));
    }
    return pages.get(address);
  };

  const clean = (node, url) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(dropped)) return "";
    let into = document.createDocumentFragment();
    if (rank(node)) into = make("p", "preview-heading");
    else if (kept.test(node.tagName)) into = document.createElementNS(node.namespaceURI, node.localName);
    if (node.tagName === "IMG") {
      const source = node.getAttribute("src") || "";
      const from = URL.canParse(source, url) && new URL(source, url);
      if (from?.origin !== base.origin) return "";
      Object.assign(into, { src: from.href, alt: node.alt });
    }
    into.append(...[...node.childNodes].map((child) => clean(child, url)));
    return into;
  };

  const rank = (element) => Number(/^H([1-6])$/.exec(element?.tagName)?.[1] || 0);
  const headed = (element) => (rank(element) ? element : element.querySelector(":scope > :is(h1, h2, h3, h4, h5, h6)"));

  // the aimed-at element; of a heading, what follows up to the next one of its rank
  const section = (target) => {
    const level = rank(headed(target));
    const found = level ? [] : [target];
    let next = (target.closest(".anchored") || target).nextElementSibling;
    if (target.tagName === "DT" && next) found.push(next);
    for (; level && next && found.length < 12; next = next.nextElementSibling) {
      const other = rank(headed(next));
      if (other && other <= level) break;
      found.push(next);
    }
    return found;
  };

  const contents = async (url) => {
    const here = url.pathname === location.pathname;
    const page = here ? document : await fetched(url);
    const target = url.hash && page && page.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (!page || (here && (!target || inSight(target)))) return [];
    const title = here ? "" : page.querySelector("main h1")?.textContent || page.title;
    const heading = target && headed(target)?.textContent.replace(/#$/, "");
    const prose = page.querySelector("main .prose");
    const nodes = target && target.tagName !== "H1" ? section(target) : [...(prose?.children || [])].slice(0, 4).filter((one) => !/^H1/.test(headed(one)?.tagName));
    if (!target && !nodes.length) nodes.push(make("p", "", page.querySelector("meta[name=description]")?.content));
    return [
      title && make("p", "preview-title", title),
      heading && heading !== title && make("p", "preview-heading", heading),
      ...nodes.map((node) => clean(node, url)),
    ].filter(Boolean);
  };

  const inSight = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  };

  // --- showing it
  const aim = (element, at) => {
    if (element === link) return clearTimeout(timer);
    hide();
    const url = new URL(element.href, location.href);
    const isPage = url.href.startsWith(base.href) && /(\/|\.html?|\/[^./]+)$/.test(url.pathname);
    if (!isPage || element.matches("[download], [data-no-preview], .anchor, .footnote-backref")) return;
    link = element;
    later(async () => {
      const found = await contents(url).catch(() => []);
      if (link !== element || !found.length) return;
      if (!box) {
        box = make("div", "preview prose");
        box.popover = "manual";
        box.ariaHidden = true; // it repeats what the link leads to
        box.addEventListener("pointerenter", () => clearTimeout(timer));
        box.addEventListener("pointerleave", () => later(hide, GRACE));
        document.body.append(box);
      }
      box.replaceChildren(...found);
      if (!box.textContent.trim()) return;
      box.showPopover();
      put(element, at);
    }, INTENT);
  };

  // below the line that is aimed at, above it where there is more room, never out of sight
  const put = (element, at) => {
    const lines = [...element.getClientRects()];
    const line = lines.find(({ top, bottom }) => at >= top - 2 && at <= bottom + 2) || lines[0];
    const below = innerHeight - line.bottom - 12;
    const above = line.top - 12;
    const up = below < Math.min(box.scrollHeight, 280) && above > below;
    box.style.maxHeight = `${Math.min(up ? above : below, 360)}px`;
    const { offsetWidth: width, offsetHeight: height } = box;
    const left = document.dir === "rtl" ? line.right - width : line.left;
    box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    box.style.top = `${up ? line.top - 6 - height : line.bottom + 6}px`;
    box.scrollTop = 0;
  };

  const hide = () => {
    clearTimeout(timer);
    link = undefined;
    if (box?.matches(":popover-open")) box.hidePopover();
  };

  // --- what aims
  const hovers = matchMedia("(hover: hover)").matches;
  addEventListener("pointerover", ({ target, pointerType, clientY }) => {
    if (pointerType === "touch" || !hovers) return;
    const over = target.closest?.(links);
    if (over) aim(over, clientY);
    else if (link && !box?.contains(target) && document.activeElement !== link) later(hide, GRACE);
  });
  addEventListener("focusin", ({ target }) => (target.matches(`${links}:focus-visible`) ? aim(target) : hide()));
  addEventListener("click", hide, true);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !link) return;
    event.stopPropagation();
    hide();
  }, true);

  // what was aimed at while this file was on its way
  const now = (hovers && document.querySelector(`${links}:hover`)) || document.activeElement;
  if (now?.matches(links)) aim(now);
})();

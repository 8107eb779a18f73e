// What the pages gain with JavaScript; without it everything can still be read and reached.
(() => {
  const root = document.documentElement;
  const words = document.getElementById("sg-ui").dataset;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const attempt = (act) => {
    try {
      return act();
    } catch {
      return undefined; // storage may be closed to us
    }
  };

  // --- keys: `shortcut` is for all parts of the theme, and for scripts of a site as `sitegen.shortcut`
  const shortcuts = [];
  const single = () => attempt(() => localStorage.getItem("shortcuts")) !== "off";
  // A single key acts outside of fields only, and not when the reader has switched such keys off (WCAG 2.1.4).
  const shortcut = (key, label, act) => shortcuts.push({ key, label, act });
  window.sitegen = { shortcut };
  if (words.keys) {
    addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !single()) return;
      if (event.target.closest?.("input, textarea, select, dialog, [contenteditable]")) return;
      const found = shortcuts.find((one) => one.key === event.key);
      if (!found) return;
      event.preventDefault();
      found.act();
    });
    const help = () => {
      const box = make("input", { type: "checkbox", checked: single() });
      const list = make("dl", {});
      for (const { key, label } of shortcuts) list.append(make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: label }));
      const close = make("button", { type: "button", className: "button", textContent: words.close });
      const dialog = make("dialog", { className: "help" }, make("h2", { textContent: words.keys, id: "keys" }), list,
        make("label", {}, box, ` ${words.keysOn}`), close);
      dialog.setAttribute("aria-labelledby", "keys");
      box.addEventListener("change", () => attempt(() => localStorage.setItem("shortcuts", box.checked ? "on" : "off")));
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    };
    shortcut("?", words.keys, help);
    for (const way of ["prev", "next"]) {
      const link = one(`.pager .${way}`);
      if (link) shortcut(way[0], words[way], () => link.click());
    }
    const entry = make("button", { type: "button", className: "quiet", textContent: words.keys });
    entry.addEventListener("click", help);
    one(".site-footer ul")?.append(make("li", {}, entry));
  }

  // --- colours: as the system, light, dark
  const themeSwitch = one(".theme-switch");
  const themes = ["system", "light", "dark"];
  const showTheme = () => {
    const label = themeSwitch.dataset[root.dataset.theme || "system"];
    themeSwitch.title = label;
    themeSwitch.setAttribute("aria-label", label);
  };
  if (themeSwitch) {
    showTheme();
    themeSwitch.addEventListener("click", () => {
      const theme = themes[(themes.indexOf(root.dataset.theme || "system") + 1) % themes.length];
      if (theme === "system") {
        delete root.dataset.theme;
        attempt(() => localStorage.removeItem("theme"));
      } else {
        root.dataset.theme = theme;
        attempt(() => localStorage.setItem("theme", theme));
      }
      showTheme();
    });
    addEventListener("storage", (event) => {
      if (event.key !== "theme") return;
      if (themes.indexOf(event.newValue) > 0) root.dataset.theme = event.newValue;
      else delete root.dataset.theme;
      showTheme();
    });
  }

  // --- the sidebar: what is folded and how far it is scrolled stays from page to page
  const sidebar = document.getElementById("sg-sidebar");
  if (sidebar) {
    const opener = one(".hamburger");
    const closer = one(".closer", sidebar);
    if (sidebar.showPopover) {
      const isOpen = () => sidebar.matches(":popover-open");
      const wide = matchMedia("(min-width: 60rem)");
      sidebar.popover = "auto";
      opener.setAttribute("role", "button");
      opener.setAttribute("aria-expanded", "false");
      opener.addEventListener("click", (event) => {
        event.preventDefault();
        sidebar.togglePopover();
      });
      opener.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        opener.click();
      });
      closer.addEventListener("click", (event) => {
        if (!isOpen()) return;
        event.preventDefault();
        sidebar.hidePopover();
      });
      sidebar.addEventListener("toggle", () => {
        opener.setAttribute("aria-expanded", String(isOpen()));
        if (!isOpen()) return document.activeElement === document.body && !wide.matches && opener.focus();
        one("[aria-current=page]", sidebar)?.scrollIntoView({ block: "center" });
        closer.focus({ preventScroll: true });
      });
      wide.addEventListener("change", () => isOpen() && sidebar.hidePopover());
    }
    for (const item of all(".tree li", sidebar)) {
      const list = one(":scope > ul", item);
      if (!list) continue;
      const name = one(":scope > a", item).textContent;
      const button = make("button", { type: "button", className: "fold" });
      const show = () => button.setAttribute("aria-expanded", String(!item.classList.contains("shut")));
      button.setAttribute("aria-label", `${words.toggle}: ${name}`);
      button.addEventListener("click", () => {
        item.classList.toggle("shut");
        show();
      });
      show();
      list.before(button);
    }
    const keep = () => {
      const shut = all(".tree .shut > a", sidebar).map((link) => link.getAttribute("href"));
      attempt(() => sessionStorage.setItem("nav", JSON.stringify({ top: sidebar.scrollTop, shut })));
    };
    addEventListener("pagehide", keep);
    sidebar.addEventListener("click", keep);
  }

  // --- menus close when the reader turns to something else; an announcement stays closed
  addEventListener("click", ({ target }) => all(".picker[open]").forEach((menu) => menu.contains(target) || (menu.open = false)));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all(".picker[open]")) {
      menu.open = false;
      one("summary", menu).focus();
    }
  });
  const announcement = one(".announcement");
  one(".announcement button")?.addEventListener("click", () => {
    announcement.hidden = true;
    attempt(() => localStorage.setItem("announcement", announcement.dataset.id));
    one(".brand").focus();
  });

  // --- a graph that is wider than the screen shows its middle first
  for (const box of all(".graph > div")) box.scrollLeft = ((box.scrollWidth - box.clientWidth) / 2) * (root.dir === "rtl" ? -1 : 1);

  // --- headings: a link to each
  for (const heading of all(".prose :is(h1, h2, h3, h4, h5, h6)[id]")) {
    if (heading.closest("a, summary, table, blockquote, .alert") || one("a.anchor", heading)) continue;
    const link = make("a", { className: `anchor ${heading.localName}`, href: `#${heading.id}`, textContent: "#" });
    link.setAttribute("aria-label", `${words.anchor} “${heading.textContent.trim()}”`);
    const box = make("div", { className: "anchored" });
    heading.replaceWith(box);
    box.append(heading, link);
  }

  // --- the table of contents follows the reader
  const toc = one(".toc");
  if (toc) {
    const details = one("details", toc);
    const pairs = all("a[href^='#']", toc)
      .map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))])
      .filter(([, heading]) => heading);
    const here = one(".toc-here", toc);
    const wide = matchMedia("(min-width: 76rem)");
    wide.addEventListener("change", () => (details.open = wide.matches));
    toc.addEventListener("click", (event) => {
      if (!wide.matches && event.target.closest("a")) details.open = false;
    });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !wide.matches && details.open) {
        details.open = false;
        one("summary", toc).focus();
      }
    });
    addEventListener("click", (event) => {
      if (!wide.matches && details.open && !toc.contains(event.target)) details.open = false;
    });
    let current;
    let waiting = false;
    const follow = () => {
      waiting = false;
      const line = innerHeight * 0.25;
      const atEnd = innerHeight + scrollY >= root.scrollHeight - 4 && scrollY > 0;
      const passed = pairs.filter(([, heading]) => heading.getBoundingClientRect().top <= line);
      const [link] = (atEnd ? pairs.at(-1) : passed.at(-1)) || pairs[0] || [];
      if (link === current) return;
      current?.removeAttribute("aria-current");
      current = link;
      current?.setAttribute("aria-current", "true");
      if (here) here.textContent = scrollY > 100 && current ? current.textContent : "";
      if (wide.matches && current) {
        const box = toc.getBoundingClientRect();
        const place = current.getBoundingClientRect();
        if (place.top < box.top + 40 || place.bottom > box.bottom - 40) toc.scrollTop += place.top - box.top - box.height / 2;
      }
    };
    const soon = () => {
      if (!waiting) requestAnimationFrame(follow);
      waiting = true;
    };
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon, { passive: true });
    follow();
  }

  // --- back to the top, offered to a reader who scrolls up
  const top = make("a", { className: "to-top", href: "#", textContent: words.top, hidden: true });
  document.body.append(top);
  top.addEventListener("click", (event) => {
    event.preventDefault();
    scrollTo(0, 0);
    document.getElementById("sg-main").focus({ preventScroll: true });
    top.hidden = true;
  });
  let before = scrollY;
  addEventListener("scroll", () => {
    const far = scrollY > innerHeight;
    if (Math.abs(scrollY - before) > 8 || !far) top.hidden = !far || scrollY > before;
    before = scrollY;
  }, { passive: true });

  // --- the next page is fetched while the reader points at its link, unless data are to be saved
  const { saveData, effectiveType = "" } = navigator.connection || {};
  if (words.prefetch !== "no" && !saveData && !effectiveType.includes("2g") && location.protocol !== "file:") {
    const fetched = new Set([location.pathname]);
    let waiting;
    addEventListener("pointerover", ({ target }) => {
      clearTimeout(waiting);
      const link = target.closest?.("a[href]");
      if (!link || link.origin !== location.origin || fetched.has(link.pathname) || !/(\/|\.html)$/.test(link.pathname)) return;
      waiting = setTimeout(() => {
        fetched.add(link.pathname);
        document.head.append(make("link", { rel: "prefetch", href: link.pathname }));
      }, 80);
    });
  }

  // --- images that are shown smaller than they are can be enlarged
  const own = document.getElementById("sg-ui").src;
  const fullWidth = (image) => Number(/ (\d+)w$/.exec(image.srcset)?.[1]) || image.naturalWidth;
  const isLarge = (image) => image.clientWidth && fullWidth(image) > image.clientWidth * 1.25 && !image.closest("a, button");
  const zoomable = (image) => {
    const button = make("button", { type: "button", className: "zoom" });
    button.setAttribute("aria-label", image.alt ? `${words.zoom}: ${image.alt}` : words.zoom);
    const shown = image.closest("picture") || image;
    shown.replaceWith(button);
    button.append(shown);
    button.addEventListener("click", async () => (await import(own.replace("main.js", "zoom.js"))).enlarge(image, words.close));
  };
  if (words.zoom) {
    const images = all(".prose img");
    images.filter((image) => image.complete && isLarge(image)).forEach(zoomable);
    for (const image of images)
      if (!image.complete) image.addEventListener("load", () => isLarge(image) && zoomable(image), { once: true });
  }

  // --- copying
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = make("textarea", { value: text }); // pages opened from disk or without https
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  const say = make("div", { className: "sr-only" });
  say.setAttribute("role", "status");
  const copyOn = (button, text) =>
    button.addEventListener("click", async () => {
      const label = button.lastElementChild.textContent;
      await copy(text());
      button.classList.add("done");
      button.lastElementChild.textContent = words.copied;
      say.textContent = words.copied;
      setTimeout(() => {
        button.classList.remove("done");
        button.lastElementChild.textContent = label === words.copied ? words.copy : label;
        say.textContent = "";
      }, 2000);
    });
  const wrapped = []; // whether each block has a line to wrap
  for (const code of all(".prose pre > code")) {
    const pre = code.parentElement;
    const block = pre.closest(".highlight") || pre;
    if (one(".lnt", pre) || one(":scope > .code-tools", block)) continue;
    const button = make("button", { type: "button", className: "copy" }, make("span", { textContent: words.copy }));
    copyOn(button, () => {
      // what a reader would type: no numbers, notes and removed lines; of a session, its commands
      const plain = code.cloneNode(true);
      const session = one(".gp", plain);
      all(".ln, .code-note, .line.del, .gp, .go", plain).forEach((part) => part.remove());
      const lines = plain.textContent.replace(/\n$/, "").split("\n");
      return lines.filter((line) => !session || line.trim()).join("\n");
    });
    let box = block;
    if (block === pre) {
      box = make("div", { className: "code-box" });
      pre.replaceWith(box);
      box.append(pre);
    }
    const wrap = make("button", { type: "button", className: "wrap", textContent: words.wrap });
    const show = () => wrap.setAttribute("aria-pressed", String(box.classList.contains("code-wrap")));
    wrap.addEventListener("click", () => {
      box.classList.toggle("code-wrap");
      show();
    });
    show();
    wrapped.push(() => (wrap.hidden = !box.classList.contains("code-wrap") && pre.scrollWidth <= pre.clientWidth + 1));
    box.append(make("div", { className: "code-tools" }, wrap, button));
  }
  for (const card of all(".prompt")) {
    const text = () => one(".prompt-text", card).textContent;
    const button = one("button.prompt-copy", card);
    if (button) {
      button.hidden = false;
      copyOn(button, text);
    }
    for (const link of all("a[data-paste]", card)) {
      link.firstElementChild.textContent = link.dataset.paste;
      link.addEventListener("click", () => copy(text()));
    }
  }
  for (const button of all("[data-share]")) {
    const { title } = document;
    const url = one("link[rel=canonical]")?.href || location.href;
    if (button.dataset.share === "copy") copyOn(button, () => url);
    else if (navigator.share) button.addEventListener("click", () => attempt(() => navigator.share({ title, url })?.catch(() => {})));
    else continue;
    button.hidden = false;
  }
  document.body.append(say);

  // --- search and previews of links: fetched when they are about to be used
  const bring = (js, css) => {
    document.head.append(make("link", { rel: "stylesheet", href: css }));
    return new Promise((done, failed) => document.head.append(make("script", { src: js, onload: done, onerror: failed })));
  };
  const finder = one(".search-open");
  if (finder && location.protocol !== "file:") {
    let coming;
    const search = () => (coming ??= bring(finder.dataset.js, finder.dataset.css));
    const open = () => search().then(() => siteSearch.open()).catch(() => (location.href = finder.href));
    const hint = one("kbd", finder);
    if (/Mac|iP/.test(navigator.platform)) {
      hint.textContent = "⌘ K";
      finder.setAttribute("aria-keyshortcuts", "/ Meta+K");
    }
    for (const sign of ["pointerenter", "focus"]) finder.addEventListener(sign, search, { once: true });
    finder.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    addEventListener("keydown", (event) => {
      const { key, target } = event;
      const writes = target.closest?.("input, textarea, select, [contenteditable]");
      const calls = event.ctrlKey || event.metaKey ? key.toLowerCase() === "k" : key === "/" && !event.altKey && !writes;
      if (!calls || event.defaultPrevented) return;
      event.preventDefault();
      open();
    });
    const asked = new URLSearchParams(location.search);
    if (asked.has("highlight")) search().then(() => siteSearch.highlight());
    if (asked.has("q") || document.body.matches(".kind-search")) open();
  }
  const { preview, previewCss } = document.body.dataset;
  if (preview) {
    let brought = false;
    const aim = ({ target, pointerType }) => {
      if (brought || pointerType === "touch" || !target.closest?.(":is(.prose, .backlinks) a[href]")) return;
      brought = true;
      bring(preview, previewCss);
    };
    addEventListener("pointerover", aim);
    addEventListener("focusin", aim);
  }

  // --- the boxes of task lists are named by their text
  for (const box of all(".prose li input[type=checkbox]:not([aria-label])")) {
    box.setAttribute("aria-label", box.closest("li").textContent.trim().split("\n")[0]);
  }

  // --- what scrolls sideways can be reached by keyboard
  const reach = () => {
    const tables = all(".prose :is(table:not(.lntable), .formula)").map((table) => [table, table.scrollWidth > table.clientWidth + 1]);
    for (const [table, wide] of tables) {
      if (wide) table.tabIndex = 0;
      else table.removeAttribute("tabindex");
    }
    wrapped.forEach((look) => look());
  };
  reach();
  addEventListener("resize", reach, { passive: true });
})();

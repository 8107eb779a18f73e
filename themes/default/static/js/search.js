// The search dialog and the search page, on Pagefind's index. Its elements and texts are those of the search page,
// which is fetched when the dialog is first opened; js/main.js brings this file.
window.siteSearch = (() => {
  const PAGE = 10; // results at a time
  const SUBS = 3; // places in a page at most
  const TAGS = 30; // tags at most, those of most results first
  const opener = document.querySelector(".search-open");
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const one = (selector) => box.querySelector(selector);
  const attempt = (act) => {
    try {
      return act();
    } catch {
      return undefined;
    }
  };

  let box; // the search page's #search
  let input, status, list, more, filters, words;
  let dialog; // null on the search page, where the box stands in the text
  let engine; // Pagefind's module, or the promise of it
  let results = []; // of the latest search
  let shown = 0;
  let turn = 0; // which search is the latest one
  const chosen = { section: new Set(), tag: new Set() };

  // --- where the box comes from
  const ready = async () => {
    if (box) return;
    let found = document.getElementById("search");
    if (!found) {
      const answer = await fetch(opener.href);
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found = document.adoptNode(page.getElementById("search"));
      dialog = make("dialog", { className: "search-dialog", ariaLabel: opener.querySelector("span").textContent }, found);
      document.body.append(dialog);
      dialog.addEventListener("close", () => address(false));
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    } else document.querySelector(".search-note").hidden = true;
    box = found;
    words = box.dataset;
    input = one("input");
    status = one(".search-status");
    list = one(".search-results");
    more = one(".search-more");
    filters = one(".search-filters");
    box.hidden = false;
    one(".search-close").hidden = !dialog;
    one(".search-close").addEventListener("click", () => dialog.close());
    one("form").addEventListener("submit", (event) => {
      event.preventDefault();
      links()[0]?.click();
    });
    input.addEventListener("input", () => search());
    more.addEventListener("click", async () => {
      const before = shown;
      await show();
      list.children[before]?.querySelector("a").focus();
    });
    filters.addEventListener("toggle", () => filters.open && (results.length ? search(0) : showFilters()));
    filters.addEventListener("change", ({ target }) => {
      chosen[target.name][target.checked ? "add" : "delete"](target.value);
      search();
    });
    box.addEventListener("keydown", keys);
  };

  const links = () => [...list.querySelectorAll("a")];

  const keys = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && dialog) {
      event.preventDefault(); // or a field of the type search is cleared first
      dialog.close();
    } else if (step && (event.target === input || list.contains(event.target))) {
      const around = [input, ...links()];
      const next = around[around.indexOf(document.activeElement) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };

  // --- Pagefind
  const start = async () => {
    if (location.protocol === "file:") throw new Error(words.file);
    const found = await import(`${words.index}pagefind.js`);
    await found.options({ basePath: words.index, baseUrl: words.base, highlightParam: "highlight", excerptLength: 24 });
    await found.init();
    return found;
  };

  const pagefind = () =>
    (engine ??= start().catch((problem) => {
      engine = undefined;
      throw problem;
    }));

  const query = async (text) => {
    const wanted = {};
    if (chosen.section.size) wanted.section = { any: [...chosen.section] };
    if (chosen.tag.size) wanted.tag = [...chosen.tag];
    const filtered = Object.keys(wanted).length > 0;
    if (!text && !filtered) return null;
    const pf = await pagefind();
    if (filtered || filters.open) await pf.filters();
    return pf.search(text || null, filtered ? { filters: wanted } : {});
  };

  const search = async (wait = 150) => {
    const mine = ++turn;
    const text = input.value.trim();
    address(true);
    chosenShown();
    if (wait) {
      if (text) pagefind().then((pf) => pf.preload(text)).catch(() => {}); // the search itself tells of it
      await new Promise((done) => setTimeout(done, wait));
      if (mine !== turn) return;
    }
    const slow = setTimeout(() => mine === turn && (status.textContent = words.loading), 400);
    try {
      await find(mine, text).catch(async (problem) => {
        if (!engine) throw problem;
        await (await engine).destroy(); // the site may have been published anew meanwhile
        engine = undefined;
        return find(mine, text);
      });
    } catch (problem) {
      if (mine === turn) failed(problem);
    } finally {
      clearTimeout(slow);
    }
  };

  const find = async (mine, text) => {
    const found = await query(text);
    if (mine !== turn) return;
    results = found ? found.results : [];
    shown = 0;
    list.replaceChildren();
    if (found && filters.open) showFilters(found.filters);
    await show(mine);
    if (mine === turn) status.textContent = found ? counted(results.length, text) : "";
  };

  const failed = (problem) => {
    list.replaceChildren();
    more.hidden = true;
    status.textContent = problem.message === words.file ? words.file : words.failed;
  };

  const counted = (count, text) => {
    if (!count) return words.none.replace("#", () => text);
    const form = new Intl.PluralRules(document.documentElement.lang || "en").select(count);
    return words[form].replace("#", count);
  };

  // --- results
  const show = async (mine = turn) => {
    const found = await Promise.all(results.slice(shown, shown + PAGE).map((result) => result.data()));
    if (mine !== turn) return;
    list.append(...found.map(hit));
    shown += found.length;
    more.hidden = shown >= results.length;
  };

  const hit = ({ url, meta, excerpt, sub_results: subs }) => {
    const places = subs
      .filter((sub) => sub.anchor && sub.anchor.element !== "h1")
      .sort((a, b) => b.locations.length - a.locations.length)
      .slice(0, SUBS)
      .sort((a, b) => a.anchor.location - b.anchor.location);
    const link = make("a", { href: url }, make("strong", { textContent: meta.title || url }));
    if (meta.crumbs) link.append(make("small", { textContent: meta.crumbs }));
    link.append(make("span", {}, ...marked(excerpt)));
    const item = make("li", {}, link);
    if (places.length) item.append(make("ul", {}, ...places.map(place)));
    return item;
  };

  const place = ({ url, title, excerpt }) =>
    make("li", {}, make("a", { href: url }, make("strong", { textContent: title }), make("span", {}, ...marked(excerpt))));

  // of an excerpt only its text and its marks are taken
  const marked = (html) => {
    const nodes = new DOMParser().parseFromString(html, "text/html").body.childNodes;
    return [...nodes].map((node) =>
      node.nodeName === "MARK" ? make("mark", { textContent: node.textContent }) : node.textContent,
    );
  };

  // --- filters
  const showFilters = async (counts) => {
    counts ??= await attempt(async () => (await pagefind()).filters()).catch(() => undefined);
    if (!counts) return;
    const focused = filters.contains(document.activeElement) && document.activeElement.id;
    const groups = ["section", "tag"].map((name) => {
      const values = Object.entries(counts[name] || {})
        .filter(([value, count]) => count || chosen[name].has(value))
        .sort(([a, n], [b, m]) => chosen[name].has(b) - chosen[name].has(a) || m - n || a.localeCompare(b))
        .slice(0, TAGS);
      return values.length > 0 && make("fieldset", {}, make("legend", { textContent: words[name] }), ...values.map(
        ([value, count]) => make("label", {},
          make("input", { type: "checkbox", name, value, id: `search-${name}-${value}`, checked: chosen[name].has(value) }),
          ` ${value} `, make("small", { textContent: count })),
      ));
    });
    filters.replaceChildren(filters.firstElementChild, ...groups.filter(Boolean));
    if (focused) document.getElementById(focused)?.focus();
  };

  const chosenShown = () => {
    one(".search-chosen").textContent = [...chosen.section, ...chosen.tag].join(", ");
  };

  // --- the address, which can be shared
  const address = (open) => {
    const to = new URL(location.href);
    for (const name of ["q", "section", "tag"]) to.searchParams.delete(name);
    if (open) {
      const text = input.value.trim();
      if (text) to.searchParams.set("q", text);
      for (const name of ["section", "tag"]) for (const value of chosen[name]) to.searchParams.append(name, value);
    }
    if (to.href !== location.href) attempt(() => history.replaceState(history.state, "", to));
  };

  const open = async () => {
    await ready();
    const asked = new URLSearchParams(location.search);
    if (asked.has("q") || asked.has("section") || asked.has("tag")) {
      input.value = asked.get("q") || "";
      for (const name of ["section", "tag"]) chosen[name] = new Set(asked.getAll(name));
    }
    if (dialog && !dialog.open) dialog.showModal();
    input.focus();
    input.select();
    if (input.value || chosen.section.size || chosen.tag.size) search(0);
    else pagefind().catch(failed);
  };

  // --- what was searched for is marked on the page it was found on
  const highlight = () => {
    const here = new URL(location.href);
    const terms = here.searchParams.getAll("highlight").filter(Boolean);
    if (!terms.length) return;
    const escaped = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})`, "giu");
    const texts = [];
    for (const part of document.querySelectorAll("main :is(h1, .prose)")) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script, style, math, svg, button, .anchor")) texts.push(walker.currentNode);
    }
    for (const text of texts) {
      const found = [...text.data.matchAll(pattern)].reverse();
      for (const { index, 0: word } of found) {
        const rest = text.splitText(index);
        rest.splitText(word.length);
        rest.replaceWith(make("mark", { className: "found", textContent: word }));
      }
    }
    const clear = () => {
      here.searchParams.delete("highlight");
      attempt(() => history.replaceState(history.state, "", here));
      for (const mark of document.querySelectorAll("mark.found")) {
        const parent = mark.parentNode;
        mark.replaceWith(mark.textContent);
        parent.normalize();
      }
      button.remove();
      removeEventListener("keydown", escape);
      document.getElementById("sg-main").focus({ preventScroll: true });
    };
    const escape = (event) => event.key === "Escape" && !document.querySelector("dialog[open]") && clear();
    const button = make("button", { type: "button", className: "unmark button" });
    button.addEventListener("click", clear);
    addEventListener("keydown", escape);
    if (!document.querySelector("mark.found")) return clear();
    button.textContent = opener.dataset.unmark;
    document.body.append(button);
    if (!location.hash) document.querySelector("mark.found").scrollIntoView({ block: "center" });
  };

  return { open, highlight };
})();

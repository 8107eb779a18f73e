// Mermaid diagrams: each is drawn when it comes near the window, by the library that the site brings along.
// Without it, without JavaScript or when a diagram has a mistake, its source stays.
(() => {
  const own = document.currentScript.dataset;
  const root = document.documentElement;
  const drawn = new Map(); // a block of code to its figure
  let library;
  let number = 0;

  const load = () =>
    (library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = own.library;
      script.onload = () => (window.mermaid ? resolve(window.mermaid) : reject(new Error(own.failed)));
      script.onerror = () => reject(new Error(own.failed));
      document.head.append(script);
    }));

  // the theme's colours, as they are now
  const look = () => {
    const probe = document.body.appendChild(document.createElement("i"));
    const colour = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    const [bg, soft, accent, ink, strong, line, accentSoft] =
      ["bg", "bg-soft", "accent", "ink", "ink-strong", "line-strong", "accent-soft"].map(colour);
    probe.remove();
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    return {
      darkMode: dark, background: bg, mainBkg: accentSoft, primaryColor: accentSoft, primaryTextColor: strong,
      primaryBorderColor: accent, secondaryColor: soft, tertiaryColor: soft, lineColor: ink, textColor: ink,
      clusterBkg: soft, clusterBorder: line, edgeLabelBackground: bg, noteBkgColor: soft, noteTextColor: ink,
      noteBorderColor: line, fontFamily: getComputedStyle(document.body).fontFamily,
    };
  };

  // a strict policy forbids style elements and attributes in what is put in as text, but not these
  const sheets = new Map();
  const restyle = (svg, id) => {
    const css = [...svg.querySelectorAll("style")].map((style) => style.textContent).join("\n");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(id, sheet);
    document.adoptedStyleSheets = [...sheets.values()];
    for (const element of [svg, ...svg.querySelectorAll("[style]")]) {
      element.style.cssText = element.getAttribute("style") ?? "";
    }
  };

  const draw = async (block, code) => {
    const name = block.getAttribute("title") || own.diagram;
    let figure = drawn.get(block);
    try {
      const mermaid = await load();
      mermaid.initialize({
        startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true,
        theme: "base", themeVariables: look(),
      });
      const id = figure?.dataset.id || `diagram-${++number}`;
      const { svg } = await mermaid.render(id, code.textContent);
      if (!figure) {
        figure = document.createElement("figure");
        figure.className = "code-diagram";
        figure.dataset.id = id;
        figure.innerHTML = '<div class="code-drawing" tabindex="0"></div><details><summary></summary></details>';
        figure.querySelector("summary").textContent = own.source;
        block.before(figure);
        figure.querySelector("details").append(block);
        drawn.set(block, figure);
      }
      const box = figure.firstElementChild;
      box.innerHTML = svg;
      const picture = box.firstElementChild;
      picture.setAttribute("role", "img");
      if (!picture.hasAttribute("aria-labelledby")) picture.setAttribute("aria-label", name);
      restyle(picture, id);
    } catch (problem) {
      if (figure || block.nextElementSibling?.matches(".code-fault")) return;
      const note = document.createElement("p");
      note.className = "code-fault";
      note.textContent = `${own.failed}: ${String(problem?.message ?? problem).split("\n")[0]}`;
      block.after(note);
    }
  };

  const codes = [...document.querySelectorAll("pre > code.language-mermaid")];
  const blockOf = (code) => code.closest(".highlight, .code-box") || code.parentElement;
  // one after the other: the library keeps its settings in one place
  let queue = Promise.resolve();
  const soon = (code) => (queue = queue.then(() => draw(blockOf(code), code)));
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((one) => one.isIntersecting)) {
        watcher.unobserve(entry.target);
        soon(entry.target.querySelector("code.language-mermaid"));
      }
    },
    { rootMargin: "600px 0px" },
  );
  // main.js puts boxes around code first: it stands before this script
  for (const code of codes) watcher.observe(blockOf(code));

  const again = () => [...drawn.keys()].forEach((block) => soon(block.querySelector("code.language-mermaid")));
  new MutationObserver(again).observe(root, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
})();

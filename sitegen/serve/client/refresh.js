// Brings changed files into the page without a reload: style sheets and pictures.
//
// In:  the output paths that a build changed, such as `css/main.css`.
// Out: the page shows them; or the word that only a reload can show them.

const STYLES = 'link[rel~="stylesheet"]';
const STYLE_HREFS = `${STYLES}, link[rel~="preload"][as="style"]`;
const PICTURES = [
  ["img[src], input[type=image][src], source[src]", "src"],
  ["img[srcset], source[srcset]", "srcset"],
  ["video[poster]", "poster"],
  ["svg image[href]", "href"],
  ['link[rel~="icon"]', "href"],
];
const BUSTER = "sitegen-build";

const isStyle = (path) => path.endsWith(".css");
const isPicture = (path) => /\.(avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i.test(path);
const isCode = (path) => /\.(m?js|wasm|woff2?|ttf|otf)$/i.test(path);

/** @param base the path that the site lies under, such as `/notes/` */
export function createRefresh(base, client, etag) {
  /** Of a link that was put in for another one: the address that the page has written for it. */
  const written = new WeakMap();
  /** The link that is to stand in for another one as soon as it is loaded. */
  const onItsWay = new WeakMap();
  const coming = new WeakSet();
  const addressOf = (link) => written.get(link) ?? link.href;
  let source = { etag, page: null };

  /** The output path of an address, such as `css/main.css`; null when it isn't the site's. */
  const pathOf = (address) => {
    try {
      const url = new URL(address, document.baseURI);
      if (url.origin !== location.origin || !url.pathname.startsWith(base)) return null;
      return decodeURIComponent(url.pathname.slice(base.length));
    } catch {
      return null;
    }
  };

  const anew = (address, build) => {
    const url = new URL(address, document.baseURI);
    url.searchParams.set(BUSTER, build);
    return url.href;
  };

  // --- the page's own text

  const read = async (cache) => {
    try {
      const answer = await fetch(location.href.split("#")[0], { cache });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const tag = [...page.scripts].find((script) => script.src === client);
      tag?.remove();
      return { etag: tag?.dataset.etag, page };
    } catch {
      return { etag: undefined, page: null };
    }
  };

  /** The page as it was sent, from the browser's cache: scripts have changed the one that is shown. */
  const keepSource = async () => {
    const found = await read("force-cache");
    if (found.etag === source.etag && !source.page) source = found;
  };

  const withoutStyles = (page) => {
    const copy = page.cloneNode(true);
    for (const link of copy.querySelectorAll(STYLE_HREFS)) {
      link.removeAttribute("href");
      link.removeAttribute("integrity");
    }
    return copy.documentElement.outerHTML;
  };

  /** The new links for each old address, when nothing else in the page has changed; else null. */
  const onlyStyles = async () => {
    const before = source.page;
    const now = await read("no-store");
    if (!before || !now.page || withoutStyles(before) !== withoutStyles(now.page)) return null;
    source = now;
    const fresh = [...now.page.querySelectorAll(STYLES)];
    return new Map([...before.querySelectorAll(STYLES)].map((link, index) => [link.href, fresh[index]]));
  };

  // --- style sheets

  /** The fresh link comes beside the old one, which goes when the fresh one is there: nothing flickers. */
  const swap = (link, fresh, address) => {
    written.set(link, address);
    written.set(fresh, address);
    if (link.disabled) return link.replaceWith(fresh); // one that is off never loads
    onItsWay.get(link)?.remove();
    onItsWay.set(link, fresh);
    coming.add(fresh);
    const arrive = (used, left) => () => {
      coming.delete(used);
      left.remove();
    };
    fresh.addEventListener("load", arrive(fresh, link), { once: true });
    fresh.addEventListener("error", arrive(link, fresh), { once: true });
    link.after(fresh);
  };

  const refreshStyles = (changed, renewed, build) => {
    const links = [...document.querySelectorAll(STYLES)].filter((link) => !coming.has(link));
    for (const link of links) {
      const address = addressOf(link);
      const next = renewed?.get(address);
      if (next && next.href !== address) {
        swap(link, document.importNode(next), next.href);
      } else if (changed.has(pathOf(address))) {
        const fresh = link.cloneNode();
        fresh.href = anew(address, build);
        swap(link, fresh, address);
      }
    }
  };

  /** The sheets that come into the page by @import: the browser keeps those, whatever we put in their place. */
  const imported = (sheet) => {
    try {
      return [...sheet.cssRules]
        .filter((rule) => rule instanceof CSSImportRule && rule.styleSheet)
        .flatMap((rule) => [rule.styleSheet.href, ...imported(rule.styleSheet)]);
    } catch {
      return []; // of another site
    }
  };

  // --- pictures

  const refreshPictures = (changed, build) => {
    const fresh = (address) => (changed.has(pathOf(address)) ? anew(address, build) : address);
    for (const [selector, name] of PICTURES) {
      for (const element of document.querySelectorAll(selector)) {
        const before = element.getAttribute(name);
        const after = name === "srcset" ? before.replace(/[^\s,]\S*[^\s,]/g, fresh) : fresh(before);
        if (after !== before) element.setAttribute(name, after);
      }
    }
  };

  const picturesShown = () =>
    PICTURES.flatMap(([selector, name]) =>
      [...document.querySelectorAll(selector)].flatMap((element) =>
        name === "srcset" ? element.srcset.match(/[^\s,]\S*[^\s,]/g) ?? [] : [element.getAttribute(name)],
      ),
    );

  // --- what a reload alone can show

  const needsReload = (changed) => {
    const paths = [...changed];
    const uses = (addresses) => {
      const used = new Set(addresses.map(pathOf));
      return (path) => used.has(path);
    };
    if (paths.some(isCode) || paths.some(isPicture)) {
      const loaded = uses([
        ...performance.getEntriesByType("resource").map((entry) => entry.name),
        ...[...document.scripts].map((script) => script.src).filter(Boolean),
      ]);
      const shown = uses(picturesShown());
      if (paths.some((path) => loaded(path) && (isCode(path) || (isPicture(path) && !shown(path))))) return true;
    }
    if (!paths.some(isStyle)) return false;
    const sealed = [...document.querySelectorAll(`${STYLES}[integrity]`)].map((link) => link.href);
    return paths.some(uses([...document.styleSheets].flatMap(imported).concat(sealed)));
  };

  /**
   * Shows what changed, if it can be shown so.
   * @param page whether the page itself is among what changed
   * @returns false when the page has to be loaded anew
   */
  const refresh = async (changed, page, build) => {
    const renewed = page && [...changed].some(isStyle) ? await onlyStyles() : null;
    if (page && !renewed) return false;
    if (!renewed && needsReload(changed)) return false;
    if (renewed && needsReload(new Set([...changed].filter((path) => !isStyle(path))))) return false;
    refreshStyles(changed, renewed, build);
    refreshPictures(changed, build);
    return true;
  };

  return { refresh, keepSource, pathOf, etag: () => source.etag };
}

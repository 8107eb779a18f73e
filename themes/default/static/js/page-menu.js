// The menu of a page: copies its Markdown and its address; without JavaScript its links are there.
(() => {
  const menu = document.querySelector(".page-menu");
  if (!menu) return;
  const summary = menu.querySelector("summary");
  const say = document.createElement("span");
  say.className = "sr-only";
  say.setAttribute("role", "status");
  menu.append(say);

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area); // without https
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  let source;
  const button = menu.querySelector("[data-copy-page]");
  // fetched when the menu is opened: browsers let a page copy only right after a click
  const fetched = () =>
    (source ??= fetch(button.dataset.copyPage).then((found) => {
      if (!found.ok) throw new Error(found.statusText);
      return found.text();
    }));
  const done = (element) => {
    const label = element.firstElementChild;
    const before = label.textContent;
    label.textContent = say.textContent = menu.dataset.copied;
    setTimeout(() => {
      label.textContent = before;
      say.textContent = "";
    }, 2000);
  };
  for (const item of menu.querySelectorAll(".needs-js")) item.hidden = false;
  menu.addEventListener("toggle", () => menu.open && button && fetched().catch(() => (source = undefined)));
  menu.addEventListener("click", async (event) => {
    const one = event.target.closest("button, [data-copy-first]");
    if (!one) return;
    try {
      await copy(one.dataset.copyFirst ?? one.dataset.copyText ?? (await fetched()));
      if (one.localName === "button") done(one);
    } catch {
      if (one === button) location.href = one.dataset.copyPage;
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    if (menu.contains(document.activeElement)) summary.focus();
    menu.open = false;
  });
  addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
})();

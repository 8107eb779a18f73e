// What must be so before the page is painted: the reader's colours, what was closed, folded and scrolled. A file, since
// a strict policy forbids scripts in the page. It runs in <head>, and again behind the sidebar and what stands above.
(() => {
  const root = document.documentElement;
  const attempt = (act) => {
    try {
      act();
    } catch {} // storage may be closed to us
  };
  root.classList.add("js");
  attempt(() => {
    const theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  });
  const bar = document.querySelector(".announcement");
  attempt(() => {
    if (bar && localStorage.getItem("announcement") === bar.dataset.id) bar.hidden = true;
  });
  const toc = document.querySelector(".toc details");
  if (toc && matchMedia("(min-width: 76rem)").matches) toc.open = true;
  const sidebar = document.getElementById("sg-sidebar");
  if (!sidebar) return;
  attempt(() => {
    const kept = JSON.parse(sessionStorage.getItem("nav") || "{}");
    for (const url of kept.shut || []) {
      const item = sidebar.querySelector(`.tree a[href="${CSS.escape(url)}"]`)?.closest("li");
      if (item && !item.querySelector("[aria-current=page]")) item.classList.add("shut");
    }
    sidebar.scrollTop = kept.top || 0;
  });
  const current = sidebar.querySelector(".tree [aria-current=page]");
  if (current && sidebar.clientHeight) {
    const row = current.getBoundingClientRect();
    const box = sidebar.getBoundingClientRect();
    if (row.top < box.top || row.bottom > box.bottom) current.scrollIntoView({ block: "center" });
  }
})();

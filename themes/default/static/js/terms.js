// The note of a term shows beside it while the term is pointed at or has the focus; on a touch screen, when
// it is tapped. Escape puts it away, and it stays while the pointer is on it (WCAG 2.2, 1.4.13).
(() => {
  if (!HTMLElement.prototype.showPopover) return; // the link leads to the definition
  const WAIT = 150;
  const GRACE = 250;
  let timer;
  let shown;
  const later = (act, delay) => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };
  const hide = () => {
    clearTimeout(timer);
    if (shown?.matches(":popover-open")) shown.hidePopover();
    shown = undefined;
  };
  const show = (term, note) => {
    clearTimeout(timer);
    if (shown !== note) hide();
    if (!note.matches(":popover-open")) note.showPopover();
    shown = note;
    const line = [...term.getClientRects()].at(0) ?? term.getBoundingClientRect();
    const { width, height } = note.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 8;
    const below = line.bottom + 6;
    const above = line.top - height - 6;
    note.style.left = `${Math.max(8, Math.min(line.left, room))}px`;
    note.style.top = `${below + height > innerHeight && above > 0 ? above : below}px`;
  };
  for (const term of document.querySelectorAll("a.term[aria-describedby]")) {
    const note = document.getElementById(term.getAttribute("aria-describedby"));
    if (!note) continue;
    let touched = false;
    term.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && later(() => show(term, note), WAIT));
    term.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && later(hide, GRACE));
    term.addEventListener("pointerdown", ({ pointerType }) => (touched = pointerType === "touch"));
    term.addEventListener("focus", () => term.matches(":focus-visible") && show(term, note));
    term.addEventListener("blur", () => !touched && later(hide, GRACE));
    term.addEventListener("click", (event) => {
      if (!touched || event.ctrlKey || event.metaKey || note === shown) return;
      event.preventDefault();
      show(term, note);
    });
    note.addEventListener("pointerenter", () => clearTimeout(timer));
    note.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && later(hide, GRACE));
  }
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  addEventListener("scroll", () => shown && !shown.matches(":hover") && hide(), { passive: true });
})();

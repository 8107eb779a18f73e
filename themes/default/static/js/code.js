// The notes on lines of code: their numbers open them in place, and the list below is folded away.
// Without JavaScript, and when printed, the numbers are links into the list.
(() => {
  if (!HTMLElement.prototype.showPopover) return;
  for (const link of document.querySelectorAll("a.code-note")) {
    const item = document.getElementById(link.hash.slice(1));
    if (!item) continue;
    const note = document.createElement("div");
    note.className = "code-popover";
    note.popover = "auto";
    note.append(...item.cloneNode(true).childNodes);
    for (const twice of note.querySelectorAll("[id]")) twice.removeAttribute("id");
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.textContent = link.textContent.replace(/[^0-9]/g, "");
    button.setAttribute("aria-label", `${document.currentScript?.dataset.note ?? ""} ${button.textContent}`.trim());
    button.popoverTargetElement = note;
    link.replaceWith(button);
    (button.closest(".highlight") ?? button.closest("pre")).after(note);
    const place = () => {
      const at = button.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = note;
      const below = at.bottom + 6 + height <= innerHeight || at.top - 6 < height;
      note.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
      note.style.top = `${below ? at.bottom + 6 : at.top - 6 - height}px`;
    };
    note.addEventListener("toggle", (event) => {
      if (event.newState !== "open") return removeEventListener("scroll", place);
      place();
      addEventListener("scroll", place, { passive: true });
    });
    item.parentElement.classList.add("shut");
  }
})();

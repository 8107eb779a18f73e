// Tabs: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ Those with one key switch together, and the choice is kept.
(() => {
  const groups = [...document.querySelectorAll(".tabs")].map((box) => {
    const tabs = [...box.children].filter((child) => child.matches(".tab"));
    const list = Object.assign(document.createElement("div"), { className: "tab-list" });
    list.setAttribute("role", "tablist");
    const buttons = tabs.map((tab) => {
      const name = tab.querySelector(".tab-name");
      const button = Object.assign(document.createElement("button"), { type: "button", id: `${tab.id}-name` });
      button.setAttribute("role", "tab");
      button.setAttribute("aria-controls", tab.id);
      button.append(...name.cloneNode(true).childNodes);
      tab.setAttribute("role", "tabpanel");
      tab.setAttribute("aria-labelledby", button.id);
      tab.tabIndex = 0;
      return button;
    });
    const show = (chosen) =>
      tabs.forEach((tab, number) => {
        tab.classList.toggle("off", number !== chosen); // hidden on a screen, not on paper
        buttons[number].setAttribute("aria-selected", String(number === chosen));
        buttons[number].tabIndex = number === chosen ? 0 : -1;
      });
    const names = buttons.map((button) => button.textContent.trim());
    const group = { box, tabs, names, show, key: box.dataset.key };
    buttons.forEach((button, number) => button.addEventListener("click", () => choose(group, number)));
    list.addEventListener("keydown", (event) => {
      const now = buttons.indexOf(document.activeElement);
      const onward = getComputedStyle(list).direction === "rtl" ? -1 : 1;
      const aim = { ArrowRight: now + onward, ArrowLeft: now - onward, Home: 0, End: -1 }[event.key];
      if (aim === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const next = (aim + buttons.length) % buttons.length;
      choose(group, next);
      buttons[next].focus();
    });
    list.append(...buttons);
    box.prepend(list);
    box.classList.add("live");
    let kept = null;
    try {
      kept = group.key && localStorage.getItem(`tabs:${group.key}`);
    } catch {} // storage may be closed to us
    const told = tabs.findIndex((tab) => tab.matches(".chosen"));
    show(Math.max(0, names.includes(kept) ? names.indexOf(kept) : told));
    return group;
  });

  const choose = (group, number) => {
    const before = group.box.getBoundingClientRect().top;
    group.show(number);
    if (group.key) {
      const name = group.names[number];
      for (const other of groups) {
        if (other !== group && other.key === group.key && other.names.includes(name)) other.show(other.names.indexOf(name));
      }
      try {
        localStorage.setItem(`tabs:${group.key}`, name);
      } catch {}
    }
    scrollBy({ top: group.box.getBoundingClientRect().top - before, behavior: "instant" });
  };

  // an address that aims into a tab opens it
  const aim = () => {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {} // not every % is an escape
    let found = false;
    for (let tab = target?.closest(".tab"); tab; tab = tab.parentElement.closest(".tab")) {
      const group = groups.find((one) => one.tabs.includes(tab));
      group?.show(group.tabs.indexOf(tab));
      found = true;
    }
    if (found) (target.matches(".tab") ? target.parentElement : target).scrollIntoView();
  };
  addEventListener("hashchange", aim);
  aim();
})();

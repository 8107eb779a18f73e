// The map of all pages: draws graph.json on a canvas, and finds, filters and names its pages. The same file is a
// worker, which draws the picture of all links and pages: so the page answers the reader however large it is.
{
  const scaled = (radius, k) => radius * (k > 1 ? Math.sqrt(k) : k);

  const work = () => {
    let graph;
    const draw = ({ view, state, ratio, size, shown, line, fills }) => {
      const { xs, ys, radii, edges, members } = graph;
      const [width, height] = size;
      const sheet = new OffscreenCanvas(Math.max(Math.ceil(width * ratio), 1), Math.max(Math.ceil(height * ratio), 1));
      const pen = sheet.getContext("2d");
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      const X = xs.map((x) => (x - view.x) * view.k + width / 2);
      const Y = ys.map((y) => (y - view.y) * view.k + height / 2);
      pen.strokeStyle = line;
      pen.lineWidth = Math.min(Math.max(view.k, 0.5), 1.2);
      pen.globalAlpha = Math.min(Math.max(0.12 + view.k * 0.6, 900 / (edges.length + 1)), 0.9);
      // short paths: one with thousands of lines is slow to fill
      let lines = 0;
      pen.beginPath();
      for (let e = 0; e < edges.length; e += 2) {
        const [a, b] = [edges[e], edges[e + 1]];
        if (!shown[a] || !shown[b]) continue;
        if ((X[a] < 0 && X[b] < 0) || (Y[a] < 0 && Y[b] < 0) || (X[a] > width && X[b] > width) || (Y[a] > height && Y[b] > height)) continue;
        pen.moveTo(X[a], Y[a]);
        pen.lineTo(X[b], Y[b]);
        if (++lines % 64 === 0) {
          pen.stroke();
          pen.beginPath();
        }
      }
      pen.stroke();
      pen.globalAlpha = 1;
      members.forEach((list, place) => {
        pen.fillStyle = fills[place];
        for (const i of list) {
          const [x, y, r] = [X[i], Y[i], Math.max(scaled(radii[i], view.k), 1.1)];
          if (!shown[i] || x < -r || y < -r || x > width + r || y > height + r) continue;
          if (r < 1.8) {
            pen.fillRect(x - r, y - r, 2 * r, 2 * r);
            continue;
          }
          pen.beginPath();
          pen.arc(x, y, r, 0, 2 * Math.PI);
          pen.fill();
        }
      });
      const bitmap = sheet.transferToImageBitmap();
      postMessage({ view, state, size, bitmap }, [bitmap]);
    };
    addEventListener("message", (event) => (event.data.xs ? (graph = event.data) : draw(event.data)));
  };

  const show = (app, script) => {
    const one = (selector) => app.querySelector(selector);
    const make = (name, properties, ...children) => {
      const element = Object.assign(document.createElement(name), properties);
      element.append(...children);
      return element;
    };
    const canvas = one("canvas");
    const context = canvas.getContext("2d");
    const field = one(".map-find input");
    const tagChoice = one("select");
    const results = one(".map-results");
    const panel = one(".map-chosen");
    const still = matchMedia("(prefers-reduced-motion: reduce)");

    const COLOURS = 10; // css/graph.css has as many
    const CELL = 40; // of the grid in which the pointer looks for a page
    const MARGIN = 1.3; // the picture is larger than what is seen, so that it can be moved
    const MOST = 40; // results and neighbours that are listed

    const start = (data) => {
      if (data.version !== 1) throw new Error("another version of graph.json");
      const nodes = data.nodes.map(([url, title, section, tags, x, y, into, out]) => ({ url, title, section, tags, x, y, into, out }));
      const count = nodes.length;
      const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
      const neighbours = nodes.map(() => new Set());
      const pairs = [];
      data.edges.forEach((targets, source) => {
        for (const target of targets) {
          pairs.push(source, target);
          neighbours[source].add(target);
          neighbours[target].add(source);
        }
      });
      const edges = Uint32Array.from(pairs);
      const xs = Float32Array.from(nodes, (node) => node.x);
      const ys = Float32Array.from(nodes, (node) => node.y);
      const radii = Float32Array.from(nodes, (node) => Math.min(4 + 1.6 * Math.sqrt(node.into), 12));
      const words = nodes.map((node) => plain(node.title));
      const shown = new Uint8Array(count).fill(1);
      const byWeight = nodes.map((_, i) => i).sort((a, b) => nodes[b].into + nodes[b].out / 8 - nodes[a].into - nodes[a].out / 8 || a - b);

      const size = (i, k) => scaled(radii[i], k);

      // --- which pages are near a point: a grid
      const grid = new Map();
      const cell = (x, y) => Math.floor(x / CELL) * 65536 + Math.floor(y / CELL);
      for (let i = 0; i < count; i++) {
        const key = cell(xs[i], ys[i]);
        grid.has(key) ? grid.get(key).push(i) : grid.set(key, [i]);
      }
      const at = (px, py) => {
        const x = (px - width / 2) / view.k + view.x;
        const y = (py - height / 2) / view.k + view.y;
        const reach = Math.max(10 / view.k, 12);
        let found = -1;
        let least = Infinity;
        for (let cx = x - reach; cx < x + reach + CELL; cx += CELL) {
          for (let cy = y - reach; cy < y + reach + CELL; cy += CELL) {
            for (const i of grid.get(cell(cx, cy)) || []) {
              const away = Math.hypot(xs[i] - x, ys[i] - y) - size(i, view.k) / view.k;
              if (shown[i] && away < least && away < 8 / view.k) [found, least] = [i, away];
            }
          }
        }
        return found;
      };

      // --- what is seen: the world's point in the middle, and how large
      let width = 0;
      let height = 0;
      let ratio = 1;
      let view = { x: 0, y: 0, k: 1 };
      let glide = null;
      let hovered = -1;
      let chosen = -1;
      let matches = [];
      let state = 0; // grows with each change that the picture has to show
      let waiting = false;
      const ask = () => {
        if (!waiting) requestAnimationFrame(frame);
        waiting = true;
      };
      const changed = () => {
        state++;
        ask();
      };
      const whole = () => {
        let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
        for (let i = 0; i < count; i++) {
          if (!shown[i]) continue;
          left = Math.min(left, xs[i]);
          right = Math.max(right, xs[i]);
          top = Math.min(top, ys[i]);
          bottom = Math.max(bottom, ys[i]);
        }
        if (left > right) return view;
        const k = Math.min((width - 60) / (right - left + 24), (height - 60) / (bottom - top + 24), 2);
        return { x: (left + right) / 2, y: (top + bottom) / 2, k: Math.max(k, 0.01) };
      };
      const limited = (k) => Math.min(Math.max(k, Math.min(whole().k, 1) / 2), 8);
      const go = (to) => {
        if (still.matches) view = to;
        else glide = { from: view, to, start: performance.now() };
        ask();
      };
      const zoom = (factor, px = width / 2, py = height / 2, now = true) => {
        const from = glide ? glide.to : view;
        const k = limited(from.k * factor);
        const [dx, dy] = [px - width / 2, py - height / 2];
        const to = { x: from.x + dx / from.k - dx / k, y: from.y + dy / from.k - dy / k, k };
        if (now) [view, glide] = [to, null];
        else go(to);
        ask();
      };
      const pan = (dx, dy) => {
        glide = null;
        view = { x: view.x - dx / view.k, y: view.y - dy / view.k, k: view.k };
        ask();
      };
      const reveal = (i) => {
        const x = (xs[i] - view.x) * view.k + width / 2;
        const y = (ys[i] - view.y) * view.k + height / 2;
        if (view.k >= 0.7 && x > 40 && y > 40 && x < width - 40 && y < height - 40) return ask();
        go({ x: xs[i], y: ys[i], k: Math.max(view.k, 1.2) });
      };

      // --- colours are those of the style sheet, for light and dark
      let colours = {};
      const readColours = () => {
        const style = getComputedStyle(canvas);
        const swatch = (name) => getComputedStyle(one(`.${name}`)).backgroundColor;
        colours = {
          ink: style.color,
          ground: style.backgroundColor,
          line: style.textDecorationColor,
          accent: style.caretColor,
          font: style.fontFamily,
          sections: data.sections.map((_, section) => swatch(`colour-${section % COLOURS}`)),
          root: one(".colour-root") ? swatch("colour-root") : style.color,
        };
        changed();
      };

      // --- the picture of all links and pages: drawn by the worker, moved about here in the meantime
      let picture = null;
      let drawing = false;
      const worker = new Worker(script);
      worker.postMessage({ xs, ys, radii, edges, members: [-1, ...data.sections.keys()].map((section) => nodes.flatMap((node, i) => (node.section === section ? i : []))) });
      const draw = () => {
        drawing = true;
        const size = [Math.ceil(width * MARGIN), Math.ceil(height * MARGIN)];
        worker.postMessage({ view, state, ratio, size, shown, line: colours.line, fills: [colours.root, ...colours.sections] });
      };
      worker.addEventListener("message", (event) => {
        picture?.bitmap.close();
        picture = event.data;
        drawing = false;
        ask();
      });

      // --- a frame
      const screen = (i) => [(xs[i] - view.x) * view.k + width / 2, (ys[i] - view.y) * view.k + height / 2];
      const frame = (now) => {
        waiting = false;
        if (!width || !height) return;
        if (glide) {
          const part = Math.min((now - glide.start) / 350, 1);
          const ease = part * (2 - part);
          const mix = (name) => glide.from[name] + (glide.to[name] - glide.from[name]) * ease;
          view = { x: mix("x"), y: mix("y"), k: glide.from.k * (glide.to.k / glide.from.k) ** ease };
          if (part === 1) glide = null;
          else ask();
        }
        const right = picture && picture.state === state && picture.view.x === view.x && picture.view.y === view.y && picture.view.k === view.k;
        if (!right && !drawing) draw();
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.clearRect(0, 0, width, height);
        if (picture) {
          const by = view.k / picture.view.k;
          const [w, h] = picture.size.map((one) => one * by);
          const x = (picture.view.x - view.x) * view.k + width / 2 - w / 2;
          const y = (picture.view.y - view.y) * view.k + height / 2 - h / 2;
          context.globalAlpha = hovered >= 0 || matches.length ? 0.35 : 1;
          context.drawImage(picture.bitmap, x, y, w, h);
          context.globalAlpha = 1;
        }
        const middle = hovered >= 0 ? hovered : chosen;
        const near = middle >= 0 ? [...neighbours[middle]].filter((i) => shown[i]).slice(0, 400) : [];
        context.strokeStyle = colours.accent;
        context.lineWidth = 1.2;
        context.globalAlpha = near.length > 60 ? 0.4 : 1;
        context.beginPath();
        for (const i of near) {
          context.moveTo(...screen(middle));
          context.lineTo(...screen(i));
        }
        context.stroke();
        context.globalAlpha = 1;
        const dot = (i, ring) => {
          const [x, y] = screen(i);
          if (x < -20 || y < -20 || x > width + 20 || y > height + 20) return;
          context.beginPath();
          context.arc(x, y, Math.max(size(i, view.k), 3), 0, 2 * Math.PI);
          context.fillStyle = nodes[i].section < 0 ? colours.root : colours.sections[nodes[i].section];
          context.fill();
          if (!ring) return;
          context.lineWidth = 2.5;
          context.strokeStyle = colours.accent;
          context.stroke();
        };
        for (const i of matches.slice(0, 500)) dot(i, true);
        for (const i of near) dot(i, false);
        if (middle >= 0 && shown[middle]) dot(middle, true);
        labels(middle, near);
      };

      // --- names: of the pointed-at page and its neighbours, then of the most linked ones in sight
      const labels = (middle, near) => {
        const taken = [];
        context.font = `12px ${colours.font}`;
        context.textAlign = "center";
        context.lineJoin = "round";
        context.lineWidth = 3.5;
        context.strokeStyle = colours.ground;
        context.fillStyle = colours.ink;
        const write = (i, always) => {
          if (!shown[i] && !always) return;
          const [x, dotY] = screen(i);
          if (x < 0 || dotY < 0 || x > width || dotY > height) return;
          const title = nodes[i].title;
          const text = title.length > 30 && !always ? `${title.slice(0, 29)}…` : title;
          const y = dotY + Math.max(size(i, view.k), 3) + 12;
          const half = text.length * 3.6 + 4;
          if (!always && taken.some(([tx, ty, other]) => Math.abs(tx - x) < half + other && Math.abs(ty - y) < 16)) return;
          taken.push([x, y, half]);
          context.strokeText(text, x, y);
          context.fillText(text, x, y);
        };
        const most = Math.min(Math.floor((width * height) / (view.k < 0.4 ? 25000 : 9000)), 60);
        const first = middle >= 0 ? [middle, ...near.slice(0, 30)] : matches.slice(0, 30);
        first.forEach((i) => write(i, i === middle));
        if (hovered >= 0 || matches.length) return;
        for (const i of byWeight) {
          if (taken.length >= most) break;
          if (!shown[i]) continue;
          write(i, false);
        }
      };

      // --- lists: results, and the page that was chosen with its neighbours, as links
      const item = (i) => {
        const link = make("a", { href: nodes[i].url, textContent: nodes[i].title });
        link.addEventListener("focus", () => {
          hovered = i;
          reveal(i);
        });
        link.addEventListener("pointerenter", () => {
          hovered = i;
          ask();
        });
        for (const end of ["blur", "pointerleave"]) {
          link.addEventListener(end, () => {
            if (hovered === i) hovered = -1;
            ask();
          });
        }
        return make("li", {}, link);
      };
      const choose = (i) => {
        chosen = i;
        panel.hidden = i < 0;
        if (i >= 0) {
          const { url, title, section } = nodes[i];
          panel.querySelector("h2").replaceChildren(make("a", { href: url, textContent: title }));
          const linked = [...neighbours[i]].sort((a, b) => words[a].localeCompare(words[b]));
          const where = section < 0 ? app.dataset.root : data.sections[section];
          panel.querySelector("p").textContent = `${where} · ${app.dataset.linked}: ${linked.length}`;
          panel.querySelector("ul").replaceChildren(...linked.slice(0, MOST).map(item));
        }
        history.replaceState(history.state, "", i < 0 ? location.pathname + location.search : `#${nodes[i].url}`);
        ask();
      };
      const find = () => {
        const wanted = plain(field.value).split(/\s+/).filter(Boolean);
        results.hidden = !wanted.length;
        matches = wanted.length
          ? byWeight.filter((i) => shown[i] && wanted.every((word) => words[i].includes(word)))
          : [];
        const begins = (i) => (words[i].startsWith(wanted[0]) ? 0 : 1);
        if (wanted.length) matches.sort((a, b) => begins(a) - begins(b));
        results.querySelector("h2").textContent = app.dataset.found.replace("#", matches.length);
        results.querySelector("ul").replaceChildren(...matches.slice(0, MOST).map(item));
        ask();
      };
      field.addEventListener("input", find);
      app.addEventListener("keydown", (event) => {
        const list = event.target.closest(".map-results ul, .map-chosen ul");
        if (event.key === "Escape" && event.target !== field && !panel.hidden) {
          choose(-1);
          canvas.focus({ preventScroll: true });
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step || !(list || event.target === field)) return;
        const links = [...(list || results).querySelectorAll("a")];
        const place = links.indexOf(event.target) + step;
        event.preventDefault();
        (links[place] || (place < 0 && !list ? null : place < 0 && list?.closest(".map-results") ? field : null))?.focus();
      });
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !matches.length) return;
        event.preventDefault();
        choose(matches[0]);
        reveal(matches[0]);
        panel.querySelector("h2 a").focus({ preventScroll: true });
      });

      // --- filters
      const off = new Set();
      const filter = () => {
        const tag = Number(tagChoice.value);
        for (let i = 0; i < count; i++) {
          shown[i] = !off.has(nodes[i].section) && (tag < 0 || nodes[i].tags.includes(tag)) ? 1 : 0;
        }
        changed();
        find();
      };
      const legend = one(".map-sections");
      const sizes = [-1, ...data.sections.keys()].map((section) => nodes.filter((node) => node.section === section).length);
      [-1, ...data.sections.keys()].forEach((section) => {
        if (!sizes[section + 1]) {
          if (section >= 0) legend.append(make("span", { hidden: true, className: `colour colour-${section % COLOURS}` }));
          return;
        }
        const box = make("input", { type: "checkbox", checked: true });
        box.addEventListener("change", () => {
          box.checked ? off.delete(section) : off.add(section);
          filter();
        });
        const swatch = make("span", { className: `colour colour-${section < 0 ? "root" : section % COLOURS}` });
        const name = section < 0 ? app.dataset.root : data.sections[section];
        legend.append(make("label", {}, box, swatch, ` ${name} `, make("span", { className: "dim", textContent: sizes[section + 1] })));
      });
      const used = new Set(nodes.flatMap((node) => node.tags));
      data.tags.forEach((tag, number) => {
        if (used.has(number)) tagChoice.append(make("option", { value: number, textContent: tag }));
      });
      tagChoice.closest("label").hidden = !used.size;
      tagChoice.addEventListener("change", () => {
        filter();
        go(whole());
      });

      // --- mouse, touch, pen: move, pinch, point, open
      const pointers = new Map();
      let moved = 0;
      const place = (event) => {
        const box = canvas.getBoundingClientRect();
        return [event.clientX - box.left, event.clientY - box.top];
      };
      canvas.addEventListener("pointerdown", (event) => {
        if (event.button > 1) return;
        canvas.setPointerCapture(event.pointerId);
        pointers.set(event.pointerId, place(event));
        if (pointers.size === 1) moved = 0;
      });
      canvas.addEventListener("pointermove", (event) => {
        const [x, y] = place(event);
        const before = pointers.get(event.pointerId);
        if (!before) {
          const found = at(x, y);
          if (found !== hovered) {
            hovered = found;
            canvas.style.cursor = found < 0 ? "" : "pointer";
            ask();
          }
          return;
        }
        moved += Math.hypot(x - before[0], y - before[1]);
        if (pointers.size === 1) {
          if (moved > 4) pan(x - before[0], y - before[1]);
        } else {
          const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, spot]) => spot);
          const distance = (spot) => Math.max(Math.hypot(spot[0] - other[0], spot[1] - other[1]), 1);
          zoom(distance([x, y]) / distance(before), (x + other[0]) / 2, (y + other[1]) / 2);
          pan((x - before[0]) / 2, (y - before[1]) / 2);
        }
        pointers.set(event.pointerId, [x, y]);
      });
      canvas.addEventListener("pointerup", (event) => {
        const alone = pointers.size === 1;
        if (!pointers.delete(event.pointerId) || !alone || moved > 4) return;
        const found = at(...place(event));
        if (found < 0) return choose(-1);
        if (event.button === 1 || event.ctrlKey || event.metaKey) return open(nodes[found].url, "_blank", "noopener");
        // a finger can't point before it presses: its first touch tells what is there
        if (event.pointerType === "mouse" || chosen === found) location.assign(nodes[found].url);
        else choose(found);
      });
      canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
      canvas.addEventListener("pointerleave", () => {
        hovered = -1;
        ask();
      });
      canvas.addEventListener(
        "wheel",
        (event) => {
          event.preventDefault();
          const lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
          zoom(Math.exp(-Math.max(-200, Math.min(200, event.deltaY * lines)) * (event.ctrlKey ? 0.01 : 0.002)), ...place(event));
        },
        { passive: false },
      );
      canvas.addEventListener("keydown", (event) => {
        const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (moves[event.key]) pan(...moves[event.key]);
        else if (event.key === "+" || event.key === "=") zoom(1.4, undefined, undefined, false);
        else if (event.key === "-") zoom(1 / 1.4, undefined, undefined, false);
        else if (event.key === "0" || event.key === "Home") go(whole());
        else return;
        event.preventDefault();
      });
      const acts = {
        in: () => zoom(1.6, undefined, undefined, false),
        out: () => zoom(1 / 1.6, undefined, undefined, false),
        fit: () => go(whole()),
        close: () => {
          choose(-1);
          canvas.focus({ preventScroll: true });
        },
      };
      for (const button of app.querySelectorAll("[data-do]")) button.addEventListener("click", acts[button.dataset.do]);

      // --- begin
      const resize = () => {
        const first = !width;
        const box = canvas.getBoundingClientRect();
        [width, height, ratio] = [box.width, box.height, Math.min(devicePixelRatio || 1, 2)];
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
        if (first && width) view = whole();
        changed();
      };
      const named = () => {
        const url = location.hash.slice(1);
        const found = url ? nodes.findIndex((node) => node.url === url || decodeURI(node.url) === decodeURI(url)) : -1;
        if (found < 0) return;
        choose(found);
        go({ x: xs[found], y: ys[found], k: Math.max(view.k, 1.2) });
      };
      app.hidden = false;
      readColours();
      new ResizeObserver(resize).observe(canvas);
      resize();
      new MutationObserver(readColours).observe(document.documentElement, { attributeFilter: ["data-theme"] });
      for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) matchMedia(query).addEventListener("change", readColours);
      addEventListener("hashchange", named);
      field.value = new URLSearchParams(location.search).get("find") || "";
      find();
      named();
      app.dataset.ready = "";
    };

    fetch(app.dataset.src)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
      .then(start)
      .catch((problem) => {
        app.hidden = false;
        app.replaceChildren(make("p", { textContent: app.dataset.failed }));
        throw problem;
      });
  };

  if (typeof document === "undefined") work();
  else {
    const app = document.getElementById("graph-map");
    if (app) show(app, document.currentScript.src);
  }
}

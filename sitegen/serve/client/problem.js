// One mistake as a row: what is wrong, where, the line of the source, and what to do.

/** Schemes that could run in the page or show a file in it; editors have schemes of their own. */
const REFUSED = /^(about|blob|chrome|data|file|filesystem|javascript|resource|vbscript|view-source):$/;
const WIDEST = 160; // characters of a line shown; a longer one is cut around the mark

/** An element with properties and children; strings become text, never HTML. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

export function problemRow(problem) {
  const serious = problem.severity === "error";
  const row = make("li", { className: serious ? "problem error" : "problem" });
  const message = make("p", { className: "message" }, make("strong", { textContent: visible(problem.message) }));
  if (problem.code) message.append(" ", make("code", { className: "code", textContent: visible(problem.code) }));
  row.append(make("span", { className: "severity", textContent: serious ? "Error: " : "Warning: " }), message);
  if (problem.path) row.append(make("p", { className: "where" }, placeOf(problem)));
  if (problem.excerpt) row.append(excerptOf(problem));
  if (problem.help) row.append(make("p", { className: "help" }, make("b", { textContent: "help" }), " ", visible(problem.help)));
  return row;
}

function placeOf(problem) {
  const numbers = problem.line ? [problem.line, problem.column].filter(Boolean) : [];
  const textContent = visible([problem.path, ...numbers].join(":"));
  const href = editorLink(problem.open);
  if (!href) return make("span", { textContent });
  const link = make("a", { href, textContent, title: "Open in the editor" });
  if (/^https?:/.test(href)) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
  return link;
}

function editorLink(open) {
  try {
    const url = new URL(open);
    return REFUSED.test(url.protocol) ? null : url.href;
  } catch {
    return null;
  }
}

/** The line of the source, its number before it, the place marked. Columns count characters, not UTF-16 units. */
function excerptOf({ excerpt, line, column, length }) {
  const characters = [...String(excerpt).replace(/[\r\n]+$/, "")];
  const start = column ? Math.min(column - 1, characters.length) : characters.length;
  const end = column ? Math.min(start + Math.max(1, length || 1), Math.max(characters.length, start + 1)) : start;
  const from = characters.length > WIDEST ? Math.max(0, start - WIDEST / 2) : 0;
  const to = Math.min(characters.length, from + WIDEST);
  const part = (one, other) => visible(characters.slice(one, other).join(""), true);

  const source = make("code", {}, from ? "…" : "", part(from, start));
  if (column) {
    const last = Math.min(end, to);
    const marked = make("span", { className: "mark", textContent: part(start, last) || " " });
    // carets stand below the line by the style sheet: who copies the line doesn't copy them
    marked.dataset.carets = "^".repeat(Math.max(1, last - start));
    source.append(marked, part(last, to));
  }
  if (to < characters.length) source.append("…");
  const block = make("pre", { className: "excerpt" });
  if (line) block.dataset.line = line;
  block.append(source);
  return block;
}

/** Text with its control characters shown, so that none can turn the line around. */
function visible(text, keepTabs = false) {
  return String(text ?? "").replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (found) =>
    found === "\t" && keepTabs ? found : `\\u${found.codePointAt(0).toString(16).padStart(4, "0")}`,
  );
}

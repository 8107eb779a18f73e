// The style sheet of the overlay, the badges and the panel. It lives in the shadow root, so it neither reaches the
// page nor is reached by it; colours are those of the default theme, light and dark as the page is.

export const LOOK = `
:host { all: initial !important; display: contents !important; color-scheme: inherit !important; }
:host(.as-system) { color-scheme: light dark !important; }

.line, .dock, .overlay {
  --accent: light-dark(#0b6b63, #62d2c3);
  --accent-strong: light-dark(#084f49, #8ee5d9);
  --bg: light-dark(#fff, #151c1d);
  --bg-soft: light-dark(#f4f7f7, #0f1516);
  --line: light-dark(#e2e8e7, #2b3637);
  --line-strong: light-dark(#c6d0cf, #435152);
  --ink: light-dark(#253032, #cfd9d9);
  --ink-strong: light-dark(#101a1b, #f1f6f5);
  --ink-soft: light-dark(#566466, #9aa9aa);
  --warning: light-dark(#8a5a00, #e6bb5c);
  --caution: light-dark(#b3312a, #f59a92);
  --shadow: 0 1px 2px light-dark(rgb(16 40 40 / .08), rgb(0 0 0 / .4)), 0 12px 40px -8px light-dark(rgb(16 40 40 / .28), rgb(0 0 0 / .7));
  --sans: -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, Inter, "Noto Sans", Ubuntu, Cantarell, "Helvetica Neue", system-ui, sans-serif;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", Charter, "Noto Serif", Cambria, Georgia, serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace;
  color: var(--ink);
  font: 400 15px/1.6 var(--sans);
  text-align: start;
  overflow-wrap: anywhere;
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p, ol, pre { margin: 0; padding: 0; }
ol { list-style: none; }
button { font: inherit; color: inherit; cursor: pointer; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .07em; }
a:hover { color: var(--accent-strong); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h2:focus-visible { outline: none; }
h2 { color: var(--ink-strong); font: 650 1.45em/1.25 var(--serif); letter-spacing: -.008em; }
kbd { padding: 0 .4em; border: 1px solid var(--line-strong); border-block-end-width: 2px; border-radius: 4px; color: var(--ink-soft); font: 11px/1.6 var(--mono); }
.quiet { flex: none; padding: .3em .8em; border: 1px solid var(--line-strong); border-radius: 7px; background: none; color: var(--ink-strong); font-size: 14px; font-weight: 600; white-space: nowrap; }
.quiet:hover { border-color: var(--accent); color: var(--accent-strong); }

/* mistakes */
.overlay { --top: clamp(1rem, 8vh, 5rem); width: min(54rem, 100vw - 2rem); max-width: none; max-height: min(100dvh - var(--top) - 1rem, 60rem); margin: var(--top) auto auto; padding: 0; border: 1px solid var(--line); border-radius: 12px; background: var(--bg); box-shadow: var(--shadow); overflow: auto; overscroll-behavior: contain; scrollbar-color: var(--line-strong) transparent; scrollbar-width: thin; }
.overlay::backdrop { background: light-dark(rgb(16 30 30 / .38), rgb(2 6 6 / .62)); backdrop-filter: blur(3px); }
.overlay > header { position: sticky; z-index: 1; top: 0; display: flex; align-items: start; justify-content: space-between; gap: 1rem; padding: 1.15rem 1.5rem .95rem; border-block: 4px solid var(--caution); border-block-end: 1px solid var(--line); background: var(--bg); }
.counts { margin-block-start: .15rem; color: var(--caution); font-size: 14px; font-weight: 600; }
.overlay .problem { padding: 1.2rem 1.5rem; }
.overlay > footer { padding: .9rem 1.5rem 1.1rem; border-block-start: 1px solid var(--line); background: var(--bg-soft); color: var(--ink-soft); font-size: 13px; }

/* one mistake */
.problem { --tone: var(--warning); }
.problem.error { --tone: var(--caution); }
.problem + .problem, .more { border-block-start: 1px solid var(--line); }
.severity { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.message { position: relative; padding-inline-start: 1.15em; }
.message::before { content: ""; position: absolute; inset-inline-start: 0; inset-block-start: .55em; width: .55em; height: .55em; border-radius: 50%; background: var(--tone); }
.message strong { color: var(--ink-strong); font-weight: 650; }
.code { padding: .1em .5em; border: 1px solid color-mix(in srgb, var(--tone) 35%, var(--bg)); border-radius: 1em; background: color-mix(in srgb, var(--tone) 8%, var(--bg)); color: var(--tone); font: 12px/1.5 var(--mono); white-space: nowrap; }
.where { margin: .2em 0 0 1.15em; color: var(--ink-soft); font: 13px/1.6 var(--mono); }
.where a { text-underline-offset: .4em; }
.excerpt { position: relative; margin: .65em 0 0 1.15em; padding: .75em 0 1.5em; border: 1px solid var(--line); border-radius: 7px; background: var(--bg-soft); color: var(--ink-strong); font: 13px/1.5 var(--mono); tab-size: 4; white-space: pre; overflow: auto hidden; overflow-wrap: normal; scrollbar-width: thin; }
.excerpt::before { content: attr(data-line); position: sticky; left: 0; display: inline-block; min-width: 3.2em; margin-inline-end: 1em; padding-inline: .9em .7em; border-inline-end: 1px solid var(--line); background: var(--bg-soft); color: var(--ink-soft); text-align: end; user-select: none; }
.excerpt code { padding-inline-end: 1em; font: inherit; }
.mark { position: relative; border-radius: 2px; background: color-mix(in srgb, var(--tone) 18%, transparent); }
.mark::after { content: attr(data-carets); position: absolute; inset-inline-start: 0; inset-block-start: 1.25em; color: var(--tone); font-weight: 700; line-height: 1; user-select: none; }
.help { margin: .6em 0 0 1.15em; color: var(--ink); font-size: 14px; }
.help b { margin-inline-end: .3em; color: var(--accent); font-weight: 650; }
.more { padding: .8rem 1.5rem; color: var(--ink-soft); font-size: 14px; }

/* in the corner */
.dock { position: fixed; z-index: 2147483647; inset-block-end: max(1rem, env(safe-area-inset-bottom)); inset-inline-start: max(1rem, env(safe-area-inset-left)); display: flex; flex-direction: column-reverse; align-items: start; gap: .5rem; max-width: calc(100vw - 2rem); pointer-events: none; }
.dock > * { pointer-events: auto; }
.dock.away { visibility: hidden; opacity: 0; }
.badge, .news:not(:empty) { display: flex; align-items: center; gap: .55em; padding: .35em .9em .35em .75em; border: 1px solid var(--line); border-radius: 2em; background: var(--bg); box-shadow: var(--shadow); color: var(--ink-strong); font-size: 13px; font-weight: 600; line-height: 1.5; }
.badge::before, .news::before { content: ""; flex: none; width: .6em; height: .6em; border-radius: 50%; background: var(--tone, var(--warning)); }
.badge:hover { border-color: var(--line-strong); }
.badge.serious, .news.bad { --tone: var(--caution); }
.badge:focus-visible { border-radius: 2em; }
.news { --tone: var(--accent); }
.news:empty::before { display: none; }
.panel { width: min(34rem, 100vw - 2rem); max-height: min(70dvh, 36rem); border: 1px solid var(--line); border-radius: 12px; background: var(--bg); box-shadow: var(--shadow); overflow: auto; overscroll-behavior: contain; scrollbar-color: var(--line-strong) transparent; scrollbar-width: thin; }
.panel > header { position: sticky; z-index: 1; top: 0; display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: .7rem .8rem .7rem 1.15rem; border-block-end: 1px solid var(--line); background: var(--bg); }
.panel h2 { font-size: 1.1rem; }
.panel .problem { padding: .85rem 1.15rem; font-size: 14px; }
.panel .more { padding-inline: 1.15rem; }

/* a build that takes its time */
.line { position: fixed; z-index: 2147483647; inset: 0 0 auto; height: 2px; background: color-mix(in srgb, var(--accent) 25%, transparent); overflow: hidden; pointer-events: none; }
.line::before { content: ""; position: absolute; inset: 0 60% 0 0; background: var(--accent); }

@media (prefers-reduced-motion: no-preference) {
  .overlay[open] { animation: come .16s ease-out; }
  .overlay[open]::backdrop { animation: fade .16s ease-out; }
  .badge, .news:not(:empty), .panel { animation: come .16s ease-out; }
  .line::before { animation: pass 1.3s ease-in-out infinite; }
  .news:not(.bad)::before { animation: pulse 1.3s ease-in-out infinite; }
  .dock { transition: opacity .12s; }
}
@keyframes come { from { opacity: 0; transform: translateY(6px); } }
@keyframes fade { from { opacity: 0; } }
@keyframes pulse { 50% { opacity: .35; } }
@keyframes pass { from { transform: translateX(-100%); } to { transform: translateX(250%); } }

@media (max-width: 40rem) {
  .overlay { width: 100vw; max-height: 88dvh; margin: auto 0 0; border-width: 0; border-radius: 14px 14px 0 0; }
  .overlay > header, .overlay .problem, .overlay > footer { padding-inline: 1.1rem; }
  .overlay kbd { display: none; }
  .where, .excerpt, .help { margin-inline-start: 0; }
}
@media (forced-colors: active) {
  .mark { outline: 1px solid; }
  .message::before, .badge::before, .news::before { forced-color-adjust: none; }
}
@media print {
  .line, .dock, .overlay { display: none !important; }
  .overlay::backdrop { display: none; }
}
`;

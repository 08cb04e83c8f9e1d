/* Comfort for story maps: the page reads, links, searches and prints without it. No globals, no requests.
   It may run again when a theme swaps the page: each map is begun once. */
(() => {
  "use strict";
  const many = (root, css) => [...root.querySelectorAll(css)];
  const words = (text) => (text ? text.split(" ") : []);
  const memory = {
    get(key) { try { return localStorage.getItem(`storymap.${key}`); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`storymap.${key}`, value); } catch { /* a private window */ } },
  };
  /* in the old node: when elements come or go, the page is styled anew */
  const write = (el, text) => { el.firstChild.data = text; };
  const begun = new WeakSet();
  const maps = new Set();
  const phone = matchMedia("(max-width: 37.5em)");

  /* ---- what waits for what, from the facts that the server wrote */
  class Graph {
    constructor(root) {
      this.work = new Map();
      this.near = new Map();
      this.after = new Map();
      const join = (table, from, to) => (table.get(from) || table.set(from, new Set()).get(from)).add(to);
      for (const fact of root.querySelector(".sm-graph")?.content.children || []) {
        const { k, l, c, g, r } = fact.dataset;
        if (l !== undefined) this.work.set(k, { left: +l, done: "d" in fact.dataset, chain: words(c), gates: words(g) });
        for (const other of words(r)) { join(this.near, k, other); join(this.near, other, k); }
      }
      for (const [key, one] of this.work) for (const before of [...one.chain, ...one.gates]) join(this.after, before, key);
      this.now = this.leads({});
    }

    /* every lead time in minutes, with some work slipping */
    leads(slips) {
      const found = new Map();
      const open = new Set();
      const of = (key) => {
        if (found.has(key)) return found.get(key);
        const one = this.work.get(key);
        if (!one || one.done || open.has(key)) return 0;
        open.add(key);
        const left = Math.max(0, one.left + (slips[key] || 0));
        const minutes = Math.max(left + Math.max(0, ...one.chain.map(of)), ...one.gates.map(of));
        open.delete(key);
        found.set(key, minutes);
        return minutes;
      };
      for (const key of this.work.keys()) found.set(key, of(key));
      return found;
    }

    /* everything on any longest way to `key` */
    critical(key) {
      const found = new Set();
      const stack = [key];
      while (stack.length) {
        const at = stack.pop();
        const one = this.work.get(at);
        const lead = this.now.get(at);
        const longest = Math.max(0, ...one.chain.map((before) => this.now.get(before) || 0));
        const last = one.gates.filter((before) => this.now.get(before) === lead);
        if (one.left + longest === lead) last.push(...one.chain.filter((before) => this.now.get(before) === longest));
        for (const before of last) if (!found.has(before) && this.now.get(before)) { found.add(before); stack.push(before); }
      }
      return found;
    }

    reach(item) {
      const lit = new Set([item]);
      const walk = (next) => {
        const stack = [item];
        while (stack.length) for (const one of next(stack.pop())) if (!lit.has(one)) { lit.add(one); stack.push(one); }
      };
      if (this.work.has(item)) {
        walk((key) => { const one = this.work.get(key); return one ? [...one.chain, ...one.gates] : []; });
        const up = new Set(lit);
        lit.clear(); lit.add(item);
        walk((key) => this.after.get(key) || []);
        for (const key of up) lit.add(key);
      }
      for (const one of this.near.get(item) || []) lit.add(one);
      return lit;
    }
  }

  const span = (minutes) => {
    const parts = [], weeks = minutes % 10080 === 0 || minutes >= 50400;
    for (const [unit, length] of [["w", 10080], ["d", 1440], ["h", 60], ["m", 1]].slice(weeks ? 0 : 1)) {
      const number = Math.floor(minutes / length);
      minutes -= number * length;
      if (number) parts.push(number + unit);
    }
    return parts.join(" ") || "0d";
  };
  const minutes = (text) => {
    const sign = /^\s*[-−]/.test(text) ? -1 : 1;
    let total = 0;
    for (const [, number, unit] of text.matchAll(/(\d+)\s*([wdhm])/g)) total += number * { w: 10080, d: 1440, h: 60, m: 1 }[unit];
    return sign * total;
  };

  function begin(root) {
    if (begun.has(root)) return;
    begun.add(root);
    const one = (css) => root.querySelector(css);
    const id = root.dataset.storymap;
    const table = one(".sm-table");
    if (!table) return;
    const cards = many(table, ".sm-card");
    const grid = one(".sm-gridwrap");
    let graph = null;
    const facts = () => graph || (graph = new Graph(root));

    /* ---- trace: classes change on what is in sight only; the rest follows when it is scrolled to */
    let units = null;
    let lit = null;
    let pinned = null;
    let shown = null;
    const wires = many(grid, ".sm-wires path");
    const UNIT = ".sm-card, .sm-ml li, .sm-ds li, .sm-n, .sm-lt[data-item], .sm-t tr[data-item], .sm-exp, .sm-holds li, .sm-loop, .sm-case";
    const sight = new Set();
    function paint(unit) {
      const on = lit !== null && unit.items.some((name) => lit.has(name));
      const dim = lit !== null && !on;
      if (unit.on !== on) unit.el.classList.toggle("is-lit", (unit.on = on));
      if (unit.dim !== dim) unit.el.classList.toggle("is-dim", (unit.dim = dim));
    }
    function gather() {
      units = new Map();
      const eye = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
          const unit = units.get(target);
          if (isIntersecting) { sight.add(unit); paint(unit); } else sight.delete(unit);
        }
      }, { rootMargin: "160px" });
      for (const el of many(root, UNIT)) {
        const items = el.dataset.item ? [el.dataset.item] : many(el, "[data-item]").map((inner) => inner.dataset.item);
        if (items.length) { units.set(el, { el, items, on: false, dim: false }); eye.observe(el); }
      }
    }
    function trace(item) {
      if (item === shown) return;
      shown = item;
      if (!units) gather();
      lit = item ? facts().reach(item) : null;
      const paths = lit && !phone.matches ? lines(item) : [];
      for (const unit of sight) paint(unit);
      for (const line of many(root, ".sm-e")) line.classList.toggle("is-off", lit !== null && !(lit.has(line.dataset.from) && lit.has(line.dataset.to)));
      wires.forEach((line, key) => line.setAttribute("d", paths.filter((path) => +path[1] === key).map((path) => path[0]).join("") || "M0 0"));
    }
    /* lines from lit cards to the data and jobs that they wait for; strong where they decide.
       Places are read before any class changes: nothing is laid out twice. */
    function lines(item) {
      const own = cards.find((card) => card.dataset.item === item);
      const mine = own ? [own] : cards.filter((card) => lit.has(card.dataset.item)).slice(0, 6);
      if (!mine.length) return [];
      const box = grid.querySelector(".sm-wires").getBoundingClientRect();
      const place = (el) => { const r = el.getBoundingClientRect(); return { x: r.left - box.left, right: r.right - box.left, top: r.top - box.top, bottom: r.bottom - box.top, y: (r.top + r.bottom) / 2 - box.top }; };
      const paths = [];
      const side = getComputedStyle(root).direction === "rtl" ? -1 : 1;
      for (const card of mine) {
        if (!card.offsetParent) continue;
        const at = place(card);
        const waits = facts().work.get(card.dataset.item);
        const critical = facts().critical(card.dataset.item);
        const near = new Map();
        for (const chip of many(table, ".sm-ml .sm-d [data-item], .sm-ds li > b [data-item]")) {
          const name = chip.dataset.item;
          if (!lit.has(name) || !waits || !waits.gates.concat(waits.chain).includes(name)) continue;
          if (chip.closest(".sm-ds") && chip.closest("tbody") !== card.closest("tbody")) continue;
          if (!chip.getClientRects().length) continue;
          const p = place(chip.closest("li"));
          if (!near.has(name) || Math.abs(p.x - at.x) < Math.abs(near.get(name).x - at.x)) near.set(name, p);
        }
        for (const [name, p] of near) {
          const above = p.y < at.top;
          const end = above ? at.top + 20 : at.bottom - 14;
          const turn = above ? 7 : -7;
          const start = (side < 0 ? p.right : p.x) - 3 * side;
          const stop = side < 0 ? at.right : at.x;
          const bend = (side < 0 ? Math.max(start, stop) : Math.min(start, stop)) - 10 * side;
          paths.push([`M${start} ${p.y}H${bend + 7 * side}Q${bend} ${p.y} ${bend} ${p.y + turn}V${end - turn}Q${bend} ${end} ${bend + 7 * side} ${end}H${stop}`, critical.has(name)]);
        }
      }
      return paths;
    }
    const itemAt = (target) => {
      if (!(target instanceof Element) || target.closest(".sm-body")) return null;
      const named = target.closest("[data-item]");
      const unit = target.closest(UNIT);
      return named?.dataset.item || unit?.querySelector("[data-item]")?.dataset.item || null;
    };
    let waiting = 0;
    root.addEventListener("pointerover", (event) => {
      if (pinned || event.pointerType === "touch") return;
      const item = itemAt(event.target);
      clearTimeout(waiting);
      waiting = setTimeout(() => { if (!pinned) trace(item); }, item ? 60 : 120);
    });
    root.addEventListener("pointerleave", () => { clearTimeout(waiting); if (!pinned) trace(null); });
    root.addEventListener("focusin", (event) => { if (!pinned && event.target.matches(":focus-visible")) trace(itemAt(event.target)); });
    const pin = (item) => { pinned = item; trace(item); };

    /* ---- cards */
    let paper = null;
    const address = (hash) => history.replaceState(history.state, "", hash || location.pathname + location.search);
    const anchor = (card) => card.querySelector(".sm-want").id;
    for (const card of cards) card.addEventListener("toggle", () => {
      if (paper) return;
      if (card.open) {
        for (const other of cards) if (other !== card && other.open && !phone.matches) other.open = false;
        pin(card.dataset.item);
        if (decodeURIComponent(location.hash.slice(1)) !== anchor(card)) address(`#${anchor(card)}`);
        if (!phone.matches) bring(card, "nearest");
      } else if (pinned === card.dataset.item) {
        pin(null);
        if (decodeURIComponent(location.hash.slice(1)) === anchor(card)) address("");
      }
    });
    function bring(card, block) {
      if (grid.scrollHeight > grid.clientHeight + 1 && grid.getBoundingClientRect().top < 0) grid.scrollIntoView({ block: "start" });
      card.querySelector("summary").scrollIntoView({ block, inline: "nearest" });
    }
    function follow() {
      let target = null;
      try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* not a name of ours */ }
      if (!target || !root.contains(target)) return;
      for (let up = target.closest("details"); up && root.contains(up); up = up.parentElement.closest("details")) up.open = true;
      const body = target.closest("tbody.is-folded");
      if (body) fold(body, false);
      if (target.closest(".is-foldc")) for (const head of many(table, ".sm-acts .is-folded")) foldColumns(head, false);
      if (target.closest(".is-out")) clear.click();
      const card = target.closest(".sm-card");
      if (card) requestAnimationFrame(() => {
        bring(card, phone.matches ? "start" : "center");
        card.querySelector("summary").focus({ preventScroll: true }); // so that Esc closes it
      });
    }
    const close = (card) => { card.open = false; card.querySelector("summary").focus({ preventScroll: true }); };
    async function copy(button, text) {
      const said = button.querySelector("span");
      try { await navigator.clipboard.writeText(text); } catch {
        const box = document.createElement("textarea");
        box.value = text;
        button.after(box);
        box.select();
        document.execCommand("copy");
        box.remove();
      }
      said.textContent = "Copied";
      setTimeout(() => { said.textContent = "Copy link"; }, 1600);
    }
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.matches(".sm-b-close")) close(button.closest(".sm-card"));
      else if (button?.matches(".sm-b-copy")) copy(button, `${location.href.split(/[?#]/)[0]}#${anchor(button.closest(".sm-card"))}`); // Material keeps old filters in its links
      else if (button?.matches(".sm-fold-a")) foldColumns(button.closest("th"), button.getAttribute("aria-expanded") === "true");
      else if (button?.matches(".sm-fold")) fold(button.closest("tbody"), button.getAttribute("aria-expanded") === "true");
      else if (!event.target.closest("a, button, summary, input, select, label, .sm-body, .sm-tools")) {
        const item = itemAt(event.target);
        if (item) pin(pinned === item ? null : item);
        else if (pinned && !cards.some((card) => card.open)) pin(null);
      }
    });

    /* ---- folding; the choice is remembered */
    const folded = new Set(words(memory.get(`folded.${id}`)));
    const remember = (name, on) => { folded[on ? "add" : "delete"](name); memory.set(`folded.${id}`, [...folded].join(" ")); };
    function fold(body, on) {
      body.classList.toggle("is-folded", on);
      body.querySelector(".sm-fold").setAttribute("aria-expanded", String(!on));
      remember(`release:${body.dataset.release}`, on);
    }
    const columns = many(table, "col");
    /* cells, with the columns that they cover */
    let spans = null;
    const cells = () => (spans ||= many(table, "tr").flatMap((row) => {
      let at = 0;
      return [...row.cells].filter((el) => !el.matches(".sm-corner, tbody th")).map((el) => ({ el, from: at, to: (at += el.colSpan) }));
    }));
    function foldColumns(head, on) {
      const { from, to } = cells().find(({ el }) => el === head);
      head.classList.toggle("is-folded", on);
      head.querySelector("button").setAttribute("aria-expanded", String(!on));
      for (let n = from; n < to; n++) columns[n + 1].classList.toggle("is-folded", on);
      for (const cell of cells()) if (cell.el !== head && cell.from >= from && cell.to <= to) cell.el.classList.toggle("is-foldc", on);
      remember(`activity:${head.id}`, on);
    }
    for (const body of many(table, "tbody.sm-rel")) if (folded.has(`release:${body.dataset.release}`)) fold(body, true);
    for (const act of many(table, ".sm-acts th[id]")) if (folded.has(`activity:${act.id}`) && act.querySelector("button")) foldColumns(act, true);

    /* ---- filters; their state is in the address */
    const tools = one(".sm-tools");
    const find = one(".sm-find input");
    const count = one(".sm-count");
    const clear = one(".sm-b-clear");
    const selects = many(root, ".sm-sheet select");
    const chips = many(root, ".sm-chip");
    const texts = new WeakMap();
    const textOf = (card) => texts.get(card) || texts.set(card, card.textContent.toLowerCase()).get(card);
    const sets = cards.map((card) => ({ flags: words(card.dataset.flags), owner: words(card.dataset.owner), tags: words(card.dataset.tags) }));
    const cellOf = cards.map((card) => card.closest("td").cellIndex - 1);
    let filtering = false;
    let went = "";
    function filter(save) {
      const text = find.value.trim().toLowerCase();
      const picked = selects.filter((select) => select.value);
      const flags = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.flag);
      const on = Boolean(text || picked.length || flags.length);
      if (!on && !filtering && !save) return;
      filtering = on;
      const full = new Set();
      const counts = {};
      let number = 0;
      cards.forEach((card, n) => {
        const fits = (!text || textOf(card).includes(text)) && picked.every(({ dataset: { f }, value }) => (sets[n][f] ? sets[n][f].includes(value) : card.dataset[f] === value));
        const stays = fits && flags.every((flag) => sets[n].flags.includes(flag));
        card.parentElement.classList.toggle("is-out", !stays);
        if (stays) { number += 1; full.add(cellOf[n]); for (const flag of sets[n].flags) counts[flag] = (counts[flag] || 0) + 1; }
      });
      for (const body of many(table, "tbody.sm-rel")) body.classList.toggle("is-out", on && !body.querySelector(".sm-slot:not(.is-out)"));
      const gone = columns.slice(1).map((column, n) => on && number > 0 && !full.has(n));
      const now = gone.join();
      if (now !== went) {
        went = now;
        gone.forEach((is, n) => columns[n + 1].classList.toggle("is-gone", is));
        for (const { el, from, to } of cells()) el.classList.toggle("is-gonec", gone.slice(from, to).every(Boolean));
      }
      for (const chip of chips) write(chip.querySelector("b"), counts[chip.dataset.flag] || 0);
      const noun = (on ? cards.length : number) === 1 ? root.dataset.noun : root.dataset.nouns;
      write(count.firstElementChild, number);
      write(count.lastElementChild, on ? `of ${cards.length} ${noun}` : noun);
      clear.hidden = !on;
      if (save) {
        const url = new URL(location.href);
        for (const key of [...url.searchParams.keys()]) if (key.startsWith(`${id}.`)) url.searchParams.delete(key);
        if (text) url.searchParams.set(`${id}.q`, text);
        for (const select of picked) url.searchParams.set(`${id}.${select.dataset.f}`, select.value);
        if (flags.length) url.searchParams.set(`${id}.with`, flags.join(" "));
        history.replaceState(history.state, "", url);
      }
    }
    function restore() {
      const query = new URL(location.href).searchParams;
      find.value = query.get(`${id}.q`) || "";
      for (const select of selects) select.value = query.get(`${id}.${select.dataset.f}`) || "";
      for (const chip of chips) chip.setAttribute("aria-pressed", String(words(query.get(`${id}.with`)).includes(chip.dataset.flag)));
      filter(false);
    }
    if (tools) {
      find.addEventListener("input", () => filter(true));
      tools.addEventListener("change", (event) => { if (event.target.matches("select")) filter(true); });
      tools.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        if (button.matches(".sm-chip")) { button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true")); filter(true); }
        else if (button === clear) { find.value = ""; for (const select of selects) select.value = ""; for (const chip of chips) chip.setAttribute("aria-pressed", "false"); filter(true); find.focus(); }
        else if (button.matches(".sm-b-sheet")) sheet(button.getAttribute("aria-expanded") !== "true");
        else if (button.matches(".sm-b-density")) density(!root.classList.contains("sm-compact"));
        else if (button.matches(".sm-b-full")) full(!root.classList.contains("sm-fs"));
        else if (button.matches(".sm-b-keys")) keys(one(".sm-keys").hidden);
      });
    }
    const sheet = (on) => { one(".sm-sheet").classList.toggle("is-open", on); one(".sm-b-sheet").setAttribute("aria-expanded", String(on)); };
    const keys = (on) => { one(".sm-keys").hidden = !on; one(".sm-b-keys").setAttribute("aria-expanded", String(on)); };
    const density = (on) => { root.classList.toggle("sm-compact", on); one(".sm-b-density").setAttribute("aria-pressed", String(on)); memory.set("compact", on ? "1" : ""); };
    function full(on) {
      root.classList.toggle("sm-fs", on);
      one(".sm-b-full").setAttribute("aria-pressed", String(on));
      document.documentElement.style.overflow = on ? "hidden" : "";
      if (shown) { const item = shown; shown = null; trace(item); }
    }

    /* ---- keyboard: the grid is one tab stop, arrows walk inside it */
    let stops = null;
    const stopsNow = () => (stops ||= many(table, "summary, a[href], button").filter((el) => !el.closest(".sm-body")));
    let current = null;
    const rove = (next) => { if (current) current.tabIndex = -1; current = next; next.tabIndex = 0; };
    function settle() {
      if (phone.matches || !cards.length) return;
      for (const stop of stopsNow()) stop.tabIndex = -1;
      rove(cards[0].querySelector("summary"));
    }
    const boxOf = (stop) => (stop.closest(".sm-slot") || stop).getBoundingClientRect();
    function walk(from, x, y) {
      const a = boxOf(from);
      let best = null;
      let least = Infinity;
      for (const stop of stopsNow()) {
        const b = stop === from ? null : boxOf(stop);
        if (!b || !b.width) continue;
        const dx = (b.left + b.right - a.left - a.right) / 2;
        const dy = (b.top + b.bottom - a.top - a.bottom) / 2;
        const along = x ? dx * x : dy * y;
        /* the same row or column first: an empty cell must not lead to a heading far aside */
        const aside = x ? b.top >= a.bottom || b.bottom <= a.top : b.left >= a.right || b.right <= a.left;
        const far = along + Math.abs(x ? dy : b.left - a.left) * 3 + aside * 1e6;
        if (along > 4 && far < least && stop.checkVisibility()) { least = far; best = stop; }
      }
      if (!best) return;
      rove(best);
      best.focus({ preventScroll: true });
      best.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    table.addEventListener("focusin", (event) => { if (!phone.matches && stopsNow().includes(event.target)) rove(event.target); });
    const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target.matches("input, select, textarea");
      const stop = !typing && stopsNow().includes(event.target);
      const arrow = ARROWS[event.key];
      let used = true;
      if (event.key === "Escape") {
        const open = cards.find((card) => card.open);
        if (!one(".sm-keys").hidden) keys(false);
        else if (one(".sm-sheet.is-open")) sheet(false);
        else if (typing && event.target === find && find.value) { find.value = ""; filter(true); }
        else if (open) close(open);
        else if (pinned) pin(null);
        else if (root.classList.contains("sm-fs")) full(false);
        else { trace(null); used = false; }
      } else if (typing) used = false;
      else if (stop && arrow) walk(event.target, arrow[0], arrow[1]);
      else if (stop && event.key === "t") { const item = itemAt(event.target); pin(pinned === item ? null : item); }
      else if (event.key === "/" && find) find.focus();
      else if (event.key === "f" && tools) full(!root.classList.contains("sm-fs"));
      else if (event.key === "?" && tools) keys(one(".sm-keys").hidden);
      else used = false;
      if (used) { event.preventDefault(); event.stopPropagation(); }
    });

    /* ---- what if something slips; nothing is saved */
    const form = one(".sm-whatif");
    if (form) {
      const pick = form.querySelector("select");
      const range = form.querySelector("[type=range]");
      const typed = form.querySelector(".sm-slip");
      const said = form.querySelector("output");
      const rows = many(root, ".sm-lt[data-item]");
      const axis = many(root, ".sm-lt-ax text");
      const scale = +one(".sm-lts").dataset.scale;
      const percent = (share) => `${Math.round(share * 1e5) / 1e3}%`;
      for (const tick of axis) tick.dataset.at = parseFloat(tick.getAttribute("x"));
      const slide = (slip) => {
        const item = pick.value;
        const leads = facts().leads({ [item]: slip });
        const factor = scale / Math.max(scale, ...rows.map((row) => leads.get(row.dataset.item)));
        for (const tick of axis) tick.setAttribute("x", `${tick.dataset.at * factor}%`);
        const moved = [];
        for (const row of rows) {
          const was = +row.dataset.real;
          const is = leads.get(row.dataset.item);
          const strong = row.querySelector(".sm-lt-r > b");
          row.dataset.said ||= strong.textContent;
          const will = (/^\d/.test(row.dataset.said) ? "" : "≥ ") + span(is);
          strong.textContent = is === was ? row.dataset.said : `${row.dataset.said} → ${will}`;
          row.classList.toggle("is-slipped", is > was);
          if (is !== was) moved.push([row.querySelector(".sm-lt-n b").textContent, is - was, will]);
          for (const way of many(row, ".sm-way")) {
            let at = 0;
            for (const piece of many(way, ".sm-seg")) {
              const length = Math.max(0, +piece.dataset.len + (piece.dataset.item === item ? slip : 0));
              piece.setAttribute("x", percent(at / scale * factor));
              piece.setAttribute("width", percent(length / scale * factor));
              at += length;
            }
            way.classList.toggle("is-key", at === is);
            if (way.matches(".is-tie")) way.querySelector(".sm-way-f").lastChild.data = at === is ? "as long" : "shorter";
            const slack = way.querySelector(".sm-slack");
            const words = way.querySelector(".sm-slack-t");
            if (slack) { slack.setAttribute("x1", percent(at / scale * factor)); slack.setAttribute("x2", percent(Math.max(at, is) / scale * factor)); }
            if (words) { words.setAttribute("x", percent(Math.max(at, is) / scale * factor)); words.textContent = is > at ? `${span(is - at)} slack` : ""; }
          }
        }
        const list = moved.slice(0, 6).map(([name, by, to]) => `${name} ${by > 0 ? "slips by" : "gains"} ${span(Math.abs(by))}, to ${to}`).join("; ");
        const rest = moved.length > 6 ? ` and ${moved.length - 6} more` : "";
        said.textContent = !slip ? "Nothing is saved." : moved.length ? `${list}${rest}. Nothing is saved.` : `No ${root.dataset.noun} moves: there is slack enough. Nothing is saved.`;
      };
      const again = () => slide(minutes(typed.value));
      range.addEventListener("input", () => { typed.value = `+${range.value}w`; again(); });
      typed.addEventListener("input", () => { range.value = Math.round(minutes(typed.value) / 10080); again(); });
      pick.addEventListener("change", again);
      form.addEventListener("submit", (event) => event.preventDefault());
    }

    /* ---- print: every story in full after the map */
    const print = () => {
      if (paper) return;
      trace(null);
      paper = document.createElement("div");
      paper.className = "sm-print";
      const title = document.createElement("h2");
      title.textContent = `${root.dataset.nouns[0].toUpperCase()}${root.dataset.nouns.slice(1)} in full`;
      paper.append(title);
      for (const card of cards) {
        const article = document.createElement("article");
        const name = document.createElement("h3");
        name.textContent = card.querySelector(".sm-want").textContent;
        const body = card.querySelector(".sm-body").cloneNode(true);
        for (const el of many(body, "[id]")) el.removeAttribute("id");
        article.append(name, body);
        paper.append(article);
      }
      one(".sm-grid").after(paper);
    };
    const printed = () => { paper?.remove(); setTimeout(() => { paper = null; trace(pinned); }, 50); };

    maps.add({ root, follow, restore, print, printed });
    (window.requestIdleCallback || setTimeout)(() => { facts(); if (!units) gather(); });
    if (tools) { if (memory.get("compact")) density(true); restore(); settle(); }
    follow();
  }

  /* ---- the portfolio: its table filtered, the choice kept in the URL */
  function beginIndex(root) {
    const form = root.querySelector(".sm-pf-tools");
    if (begun.has(root) || !form) return;
    begun.add(root);
    const rows = many(root, ".sm-pf-t tbody tr");
    const picks = many(form, "select");
    const said = form.querySelector("output");
    const filter = () => {
      const shown = rows.filter((row) => {
        const fits = picks.every((pick) => !pick.value || words(row.dataset[pick.dataset.f]).includes(pick.value));
        row.hidden = !fits;
        return fits;
      });
      said.textContent = `${shown.length} of ${rows.length} maps`;
    };
    const wanted = new URLSearchParams(location.search);
    for (const pick of picks) {
      const value = wanted.get(pick.dataset.f);
      if (value && many(pick, "option").some((option) => option.value === value)) pick.value = value;
      pick.addEventListener("change", () => {
        const url = new URL(location);
        for (const one of picks) if (one.value) url.searchParams.set(one.dataset.f, one.value); else url.searchParams.delete(one.dataset.f);
        try { history.replaceState(history.state, "", url); } catch { /* a file cannot */ }
        filter();
      });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    filter();
  }

  const each = (what) => () => { for (const map of maps) if (map.root.isConnected) map[what](); else maps.delete(map); };
  addEventListener("hashchange", each("follow"));
  addEventListener("beforeprint", each("print"));
  addEventListener("afterprint", each("printed"));
  const all = () => {
    for (const root of document.querySelectorAll(".storymap[data-storymap]")) begin(root);
    for (const root of document.querySelectorAll(".storymap[data-storymap-index]")) beginIndex(root);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
  window.document$?.subscribe?.(all); // Material swaps pages; of a file, its stream may end early
})();

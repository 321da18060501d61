// The player: controls, keys, picking a case, and the clock.
/* Mount a player.
   root: an element of its own. given: {hubs: [...], shown: [numbers], view, t}.
   told.picked(hub number, case), told.looked(view, second): called when somebody does so. */
async function mount(root, given, told = {}) {
  root.replaceChildren();
  if (typeof DecompressionStream === "undefined") {
    root.append(el("p", { textContent: "This browser is too old to play the floor. Any current " +
      "Chrome, Edge, Firefox or Safari can." }));
    return null;
  }
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const player = { root, told, calm, t: given.t || 0, speed: 900, playing: false, skip: true,
    lines: true, heading: given.heading || 2,
    view: Object.hasOwn(VIEWS, given.view || "") ? given.view : "rooms",
    hubs: [], shown: [], panes: [], size: null,
    frames: 0, frame: 0, dead: false };
  player.hubs = await Promise.all(given.hubs.map(unpacked));
  if (player.dead) return null;
  controls(player);
  show(player, given.shown || player.hubs.map((_, n) => n).slice(0, 2));
  const watch = new ResizeObserver(() => resize(player));
  watch.observe(root);
  player.stop = () => {
    player.dead = true;
    cancelAnimationFrame(player.frame);
    watch.disconnect();
  };
  return {
    player, stop: player.stop,
    show: (numbers, view) => { if (view) setView(player, view); show(player, numbers); },
    seek: (t) => seek(player, t),
  };
}

function controls(player) {
  const { root } = player, ui = player.ui = {};
  ui.play = el("button", { type: "button", className: "fl-play", textContent: "Play" });
  ui.play.onclick = () => toggle(player);
  ui.speed = el("select", {}, ...SPEEDS.map(([value, text]) => option(value, text, value === 900)));
  ui.speed.onchange = () => { player.speed = Number(ui.speed.value); };
  ui.view = el("select", {}, ...Object.entries(VIEWS).map(([v, text]) =>
    option(v, text, v === player.view)));
  ui.view.onchange = () => { setView(player, ui.view.value); looked(player); };
  ui.skip = el("input", { type: "checkbox", checked: true });
  ui.skip.onchange = () => { player.skip = ui.skip.checked; };
  ui.lines = el("input", { type: "checkbox", checked: true });
  ui.lines.onchange = () => { player.lines = ui.lines.checked; redraw(player); };
  ui.time = el("input", { type: "range", min: 0, step: 60, className: "fl-time" });
  ui.time.setAttribute("aria-label", "Time");
  ui.time.oninput = () => seek(player, Number(ui.time.value), true);  // the list waits for the end
  ui.time.onchange = () => { said(player, player.playing); looked(player); };
  ui.clock = el("output", { className: "fl-clock" });
  ui.bar = el("div", { className: "fl-bar" }, ui.play,
    el("label", {}, "Speed ", ui.speed), el("label", {}, "Seats ", ui.view),
    el("label", {}, ui.skip, " Nights pass quickly"),
    el("label", {}, ui.lines, " Who waits for whom"));
  ui.scrub = el("div", { className: "fl-scrub" }, ui.clock, ui.time);
  ui.hubs = el("div", { className: "fl-hubs" });
  ui.live = el("p", { className: "fl-live" });
  ui.live.setAttribute("aria-live", "polite");
  ui.pick = el("select", {});
  ui.pick.onchange = () => {
    const [pane, number] = ui.pick.value.split(" ").map(Number);
    if (number) pick(player, pane, number);
  };
  ui.tip = el("div", { className: "fl-tip", hidden: true });
  ui.case = el("div", { className: "fl-case" });
  ui.keys = el("p", { className: "fl-keys", textContent:
    "Keys: Space plays and pauses, ← and → go 5 minutes, with Shift an hour; Page Up and Page Down a day." });
  ui.find = el("div", { className: "fl-find" },
    el("label", {}, "Look at a case ", ui.pick), ui.keys);
  ui.legendPlace = el("div");
  root.append(ui.bar, ui.scrub, ui.hubs, ui.legendPlace, ui.tip, ui.find, ui.live, ui.case);
  root.onkeydown = (event) => keys(player, event);
}

function keys(player, event) {
  const at = event.target;
  const typing = at.tagName === "SELECT" || at.tagName === "TEXTAREA"
    || (at.tagName === "INPUT" && at.type !== "range" && at.type !== "checkbox");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = event.shiftKey ? 3600 : 300;
  const go = { ArrowLeft: -step, ArrowRight: step, PageDown: -86400, PageUp: 86400, Home: -1e12,
    End: 1e12 }[event.key];
  if (event.key === " " && at.tagName !== "BUTTON" && at.type !== "checkbox") toggle(player);
  else if (go) {
    seek(player, player.t + go);
    looked(player);
  }
  else return;
  event.preventDefault();
}

function show(player, numbers) {
  const { ui } = player, chosen = numbers.filter((n) => player.hubs[n]).slice(0, 2);
  player.shown = chosen;
  player.panes = chosen.map((n) => pane(player, n));
  ui.hubs.replaceChildren(...player.panes.map((each) => each.node));
  ui.hubs.classList.toggle("fl-two", chosen.length > 1);
  player.length = Math.min(...player.panes.map((each) => each.hub.length));
  ui.time.max = player.length - 60;
  ui.legendPlace.replaceChildren(legend(player.panes.map((each) => each.hub)));
  ui.case.replaceChildren();
  player.anyone = merged(player.panes.flatMap((each) => each.hub.duty.flat()));
  resize(player);
  seek(player, Math.min(player.t, player.length - 60));
}

function merged(pairs) {
  const found = [];
  for (const [open, close] of [...pairs].sort((a, b) => a[0] - b[0])) {
    const last = found[found.length - 1];
    if (last && open <= last[1]) last[1] = Math.max(last[1], close);
    else found.push([open, close]);
  }
  return found;
}

function pane(player, number) {
  const hub = player.hubs[number];
  const value = () => el("dd");
  const n = { open: value(), another: value(), nobody: value(), heard: value(), left: value() };
  const told = hub.told >= 0 ? hub.agencies[hub.told].name : "";
  const pair = (name, node) => el("div", {}, el("dt", { textContent: name }), node);
  const list = el("dl", { className: "fl-counts" }, pair("Open", n.open),
    pair("Waiting on another agency", n.another),
    pair("With nobody", n.nobody));
  if (told) list.append(pair(`${told} heard, of decisions begun`, n.heard));
  list.append(pair("Have left", n.left));
  const canvas = el("canvas", { className: "fl-canvas" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `The floor of ${hub.name}. The numbers above and the ` +
    "list of cases below say what it shows.");
  const node = el("section", { className: "fl-hub" },
    el(`h${player.heading}`, { className: "fl-name", textContent: hub.name }), list, canvas);
  node.setAttribute("aria-label", hub.name);
  const open = [];
  for (let i = 0; i < hub.c.hub_open.length; i++) open.push([hub.c.hub_open[i], hub.c.hub_close[i]]);
  const made = { number, hub, node, canvas, n, open, drawn: [], picked: 0 };
  const find = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    let best = null, least = 15;
    for (const [k, s, at] of made.drawn) {
      const far = Math.hypot(at.x - x, at.y - y);
      if (far < least) { least = far; best = [k, s]; }
    }
    return best;
  };
  canvas.onclick = (event) => {
    const found = find(event);
    if (found) pick(player, player.panes.indexOf(made), hub.c.case[found[0]]);
  };
  canvas.onmousemove = (event) => {
    const found = find(event);
    canvas.style.cursor = found ? "pointer" : "default";
    tip(player, made, found, event);
  };
  canvas.onmouseleave = () => { player.ui.tip.hidden = true; };
  return made;
}

function tip(player, made, found, event) {
  const box = player.ui.tip, hub = made.hub;
  box.hidden = !found;
  if (!found) return;
  const [k, s] = found, number = hub.c.case[k];
  box.textContent = hub.c.line[k] === 0 ? caseSaid(hub, number, player.t)
    : `Case ${number}: question to ${agencyName(hub, hub.c.asked[k])}. ${doingSaid(hub, s)}.`;
  const root = player.root.getBoundingClientRect();
  box.style.left = `${Math.max(0, Math.min(event.clientX - root.left + 14, root.width - 290))}px`;
  box.style.top = `${event.clientY - root.top + 16}px`;
}

function pick(player, index, number) {
  player.panes.forEach((each) => { each.picked = each.hub.main.has(number) ? number : 0; });
  const made = player.panes[index];
  redraw(player);
  card(player, made, number);
  if (player.told.picked) player.told.picked(made.number, number);
}

function card(player, made, number) {
  const hub = made.hub, body = el("tbody");
  for (const row of journey(hub, number)) {
    body.append(el("tr", {}, el("td", { textContent: clockOf(hub, row.since) }),
      el("td", { textContent: length(row.until - row.since) }),
      el("td", { textContent: row.what }),
      el("td", { textContent: hub.stages[row.stage] || "" }),
      el("td", { textContent: doingSaid(hub, row.s) }),
      el("td", { textContent: hub.c.line[row.k] === 0 ? ownerSaid(hub, row.s) : "" })));
  }
  const head = el("tr", {}, ...["From", "For", "What", "Stage", "What happens", "Accountable"]
    .map((text) => { const th = el("th", { textContent: text }); th.scope = "col"; return th; }));
  const close = el("button", { type: "button", textContent: "Close" });
  close.onclick = () => {
    player.panes.forEach((each) => { each.picked = 0; });
    player.ui.case.replaceChildren();
    redraw(player);
  };
  const table = el("div", { className: "fl-wide", tabIndex: 0 },
    el("table", {}, el("caption", { textContent:
      "Its way in the time shown, step by step. One case of one run: a story, not evidence." }),
    el("thead", {}, head), body));
  table.setAttribute("role", "region");
  table.setAttribute("aria-label", `The way of case ${number}`);
  player.ui.case.replaceChildren(el("div", { className: "fl-head" },
    el(`h${player.heading + 1}`, { textContent: `Case ${number} in ${hub.name}` }), close),
  el("p", { textContent: caseSaid(hub, number, player.t) }), table);
  const stories = hub.stories && hub.stories[number];
  if (stories) player.ui.case.append(el("pre", { className: "fl-story", textContent: stories }));
}

function cases(player) {
  const { ui } = player, made = [option("", "choose one that is open now", true)];
  player.panes.forEach((each, index) => {
    const { hub } = each, c = hub.c, group = el("optgroup", { label: hub.short });
    for (let k = 0; k < c.case.length; k++) {
      const s = c.line[k] === 0 ? spanAt(hub, k, player.t) : -1;
      if (s < 0) continue;
      group.append(option(`${index} ${c.case[k]}`, `Case ${c.case[k]}, ` +
        `${hub.ratings[c.rating[s]]}: ${doingSaid(hub, s)}`));
    }
    made.push(group);
  });
  ui.pick.replaceChildren(...made);
}

function setView(player, view) {
  player.view = view;
  player.ui.view.value = view;
  redraw(player);
}

function resize(player) {
  const width = player.ui.hubs.clientWidth;
  if (!width || !player.panes.length) return;
  const two = player.panes.length > 1 && width > 700;
  const W = Math.floor(two ? (width - 14) / 2 : width);
  const high = Math.max(380, window.innerHeight - 330);
  const H = Math.round(Math.min(high, two ? W * 0.95 : W * 0.56, 780));
  player.size = { W, H };
  redraw(player);
}

function redraw(player) {
  if (!player.size || player.dead) return;
  for (const each of player.panes) draw(player, each, player.t);
}

function said(player, quiet) {
  const { ui } = player, hub = player.panes[0].hub;
  const clock = clockOf(hub, player.t);
  ui.time.value = player.t;
  ui.time.setAttribute("aria-valuetext", clock);
  ui.clock.textContent = clock;
  for (const each of player.panes) {
    const n = counts(each.hub, player.t);
    each.n.open.textContent = grouped(n.open);
    each.n.another.textContent = grouped(n.another);
    each.n.nobody.textContent = each.hub.led ? grouped(n.nobody) : "not said";
    each.n.left.textContent = grouped(n.left);
    each.n.heard.textContent = n.decisions
      ? `${grouped(n.heard)} of ${grouped(n.decisions)}` : "none begun";
  }
  if (quiet) return;
  ui.live.textContent = `${clock}. ${summary(player)}`;
  cases(player);
}

function seek(player, t, quiet = player.playing) {
  player.t = Math.max(0, Math.min(player.length - 60, t));
  redraw(player);
  said(player, quiet);
  const shown = player.panes.find((each) => each.picked);
  const text = player.ui.case.querySelector("p");
  if (shown && text) text.textContent = caseSaid(shown.hub, shown.picked, player.t);
}

// Whoever shows the player may want to know what is looked at.
function looked(player) {
  if (player.told.looked) player.told.looked(player.view, player.t);
}

function toggle(player) {
  player.playing = !player.playing;
  player.ui.play.textContent = player.playing ? "Pause" : "Play";
  player.ui.play.setAttribute("aria-pressed", String(player.playing));
  if (!player.playing) {
    said(player, false);
    looked(player);
    return;
  }
  if (player.t >= player.length - 60) player.t = 0;
  let before = performance.now(), told = before, painted = 0;
  const tick = (now) => {
    if (!player.playing || player.dead) return;
    const gone = Math.min(0.1, (now - before) / 1000);
    before = now;
    const quiet = player.skip && !inside(player.anyone, player.t);
    let t = player.t + gone * (quiet ? Math.max(NIGHT, player.speed) : player.speed);
    if (quiet) {  // stop at the opening, not beyond it
      const next = player.anyone.find(([open]) => open > player.t);
      if (next) t = Math.min(t, Math.max(player.t + 1, next[0]));
    }
    player.t = t;
    player.frames++;
    if (t >= player.length - 60) {
      player.t = player.length - 60;
      toggle(player);
      redraw(player);
      return;
    }
    if (!player.calm || now - painted > 500) {
      redraw(player);
      painted = now;
    }
    if (now - told > 200) {
      said(player, true);
      told = now;
    }
    player.frame = requestAnimationFrame(tick);
  };
  player.frame = requestAnimationFrame(tick);
}

// Where everything stands in each view, and where a case is at a second.
const THIN = 84;  // of a room, pixels: what is called there has no room in one that is thinner

function roomLayout(hub, view, weekday, W, H, weights, most = 1.7) {
  const zones = zonesOf(hub, view, weekday);
  for (const zone of zones) zone.weight = Math.max(weigh(hub, zone), weights.get(zone.key) || 0);
  for (let n = 0; n < 12; n++) {
    zones.sort((a, b) => b.weight - a.weight || a.key.localeCompare(b.key));
    treemap(zones, 2, 2, W - 4, H - 4);
    const thin = zones.filter((zone) => zone.w < THIN && !zone.brief);
    if (!thin.length) break;
    for (const zone of thin) zone.weight *= 1.2;
  }
  for (const zone of zones) {
    zone.x += 3; zone.y += 3; zone.w -= 6; zone.h -= 6;
    headed(hub, zone);
  }
  const within = (k) => zones.map((zone) => furnished(hub, zone, k));
  let k = most, made = within(k);
  while (!made.every(Boolean) && k > 0.3) made = within(k *= 0.94);
  const desk = new Map(), tray = new Map(), signs = [], heads = [];
  zones.forEach((zone, n) => {
    const inside = made[n] || { desks: [], trays: [] };
    signs.push(...(inside.signs || []));
    heads.push(...(inside.heads || []));
    zone.desks.forEach((p, i) => { if (inside.desks[i]) desk.set(p, inside.desks[i]); });
    for (const each of inside.trays) tray.set(each.key, each);
  });
  const zoneOf = new Map();
  for (const zone of zones) for (const a of zone.members) zoneOf.set(a, zone);
  return { kind: "rooms", zones, desk, tray, zoneOf, signs, heads, k, W, H };
}

function stageLayout(hub, W, H, largest = 1.4) {
  const c = hub.c, stages = [...new Set(c.stage)].filter((s) => s >= 0).sort((a, b) => a - b);
  const agencies = [...new Set(c.agency)].filter((a) => a >= 0).sort((a, b) => a - b);
  const most = hub.stageMost;
  const left = Math.min(210, W * 0.31);
  const highest = stages.map((stage) => Math.max(2, ...agencies.map((a) =>
    Math.min(CAP, most.get(`${stage} ${a}`) || 0))));
  const widest = agencies.map((a) => Math.max(4, ...stages.map((stage) =>
    Math.min(CAP, most.get(`${stage} ${a}`) || 0))));
  const root = (list) => list.map((n) => Math.sqrt(n + 3));
  const share = (list, whole) => {
    const parts = root(list), sum = parts.reduce((a, b) => a + b, 0);
    return parts.map((part) => (part / sum) * whole);
  };
  // Every name can be read where all have room for their longest words; the rest goes by what lies there.
  const names = agencies.map((a) => hub.agencies[a].name), room = W - left - 6;
  const [size, roomy] = [12, 11].map((size) => [size, floored(root(widest), room,
    names.map((name) => 8 + Math.max(46, ...name.split(" ").map((word) => wide(word, size, 600)))))])
    .find(([size, found]) => found || size === 11);
  const widths = roomy || share(widest, room);
  const lines = names.map((name, n) => readable(wrapped(name, widths[n] - 7, 4, size), widths[n]));
  const top = 26 + 14 * Math.max(2, ...lines.map((each) => each.length));
  const heights = share(highest, H - top - 4);
  let k = largest;
  const fits = () => stages.every((stage, r) => agencies.every((a, n) => {
    const P = 21 * k, wish = Math.min(40, most.get(`${stage} ${a}`) || 0);
    return Math.floor((widths[n] - 8) / P) * Math.floor((heights[r] - 4) / P) >= wish;
  }));
  while (!fits() && k > 0.5) k *= 0.94;
  const cells = new Map();
  let y = top;
  stages.forEach((stage, r) => {
    let x = left;
    agencies.forEach((a, n) => {
      const P = 21 * k;
      cells.set(`${stage} ${a}`, { x: x + 4, y, top: y + 3, w: widths[n] - 8, h: heights[r],
        across: Math.max(1, Math.floor((widths[n] - 8) / P)),
        down: Math.max(1, Math.floor((heights[r] - 4) / P)) });
      x += widths[n];
    });
    y += heights[r];
  });
  return { kind: "stages", stages, agencies, cells, heights, widths, size, lines, left,
    top, k, W, H };
}

// Of an agency of whose name too little fits above its stages, the letter says who it is.
const readable = (lines, room) => (room >= 52 && !lines[0].endsWith("…") ? lines : []);

// Parts of a whole by their weights, each as large as it needs to be; nothing if not all can be.
function floored(weights, whole, least) {
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  if (sum(least) > whole) return null;
  const held = new Set();
  for (;;) {
    const free = weights.map((each, n) => (held.has(n) ? 0 : each));
    const left = whole - sum(least.filter((_, n) => held.has(n)));
    const parts = least.map((each, n) => (held.has(n) ? each : (free[n] / sum(free)) * left));
    const small = parts.findIndex((each, n) => each < least[n] && !held.has(n));
    if (small < 0) return parts;
    held.add(small);
  }
}

function layoutOf(player, hub, t) {
  const weekday = (localOf(hub, t).getUTCDay() + 6) % 7;
  const { W, H } = player.size, view = viewOf(player, hub);
  const key = [player.view, view, player.view === "seats" ? weekday : "", W, H, player.shown].join(" ");
  if (!hub.layouts.has(key)) {
    if (hub.layouts.size > 30) hub.layouts.clear();
    const made = (each, most) => (view === "stages" ? stageLayout(each, W, H, most)
      : roomLayout(each, viewOf(player, each), weekday, W, H, weightsOf(player, each, view, weekday),
        most));
    let most;  // tokens of one size on both sides: what fits at one size need not at a smaller one
    for (;;) {
      const sizes = player.panes.map((pane) => made(pane.hub, most).k), least = Math.min(...sizes);
      if (sizes.every((size) => size === least)) break;
      most = least;
    }
    hub.layouts.set(key, made(hub, most));
  }
  return hub.layouts.get(key);
}

// The same rooms in the same places on both sides.
function weightsOf(player, hub, view, weekday) {
  const weights = new Map(), names = (each) => each.agencies.map((a) => a.name).join("|");
  if (view !== "rooms") return weights;
  for (const other of player.hubs.filter((each) => names(each) === names(hub))) {
    for (const zone of zonesOf(other, view, weekday)) {
      weights.set(zone.key, Math.max(weights.get(zone.key) || 0, weigh(other, zone)));
    }
  }
  return weights;
}

const viewOf = (player, hub) =>
  player.view === "seats" && !hub.seats.some((days) => days.some((path) => path.length))
    ? "rooms" : player.view;

function spot(hub, layout, s) {
  const P = 21 * layout.k;
  if (layout.kind === "stages") {
    const cell = layout.cells.get(hub.stageKey[s]);
    return cell ? slotIn(cell, hub.stageSlots[s], P) : null;
  }
  const key = hub.tray[s];
  if (key === "") return layout.desk.get(hub.c.person[s]) || null;
  const tray = layout.tray.get(key);
  return tray ? slotIn(tray, hub.slots[s], P) : null;
}

function slotIn(tray, slot, P) {
  const room = tray.across * tray.down, over = slot >= room;
  const at = over ? room - 1 : slot;
  return { x: tray.x + (at % tray.across) * P + P / 2,
    y: tray.top + Math.floor(at / tray.across) * P + P / 2, over, right: tray.x + tray.w };
}

const door = (layout) => ({ x: -14, y: layout.H / 2 });
const way = (layout) => ({ x: layout.W + 14, y: layout.H / 2 });

// Moves take time of the hub, not of the viewer, so nothing lags behind at any speed.
function place(player, hub, layout, k, s, t, depth = 0) {
  const target = spot(hub, layout, s);
  if (!target || player.calm || depth > 5) return target;
  const c = hub.c, since = c.since[s];
  const lasts = Math.min(c.until[s] - since, c.doing[s] === TRANSIT ? TRAVEL : MOVE);
  const gone = (t - since) / lasts;
  if (gone >= 1) return target;
  let from;
  if (s > hub.first[k]) from = place(player, hub, layout, k, s - 1, since - 1, depth + 1);
  else if (c.line[k] === 0) from = since > 0 ? door(layout) : target;
  else from = parentPlace(player, hub, layout, k, since, depth + 1);
  if (!from || (from.x === target.x && from.y === target.y)) return target;
  const ease = gone * gone * (3 - 2 * gone);
  return { x: from.x + (target.x - from.x) * ease, y: from.y + (target.y - from.y) * ease,
    moving: true };
}

function parentPlace(player, hub, layout, k, t, depth = 0) {
  for (const main of hub.main.get(hub.c.case[k]) || []) {
    const s = spanAt(hub, main, t);
    if (s >= 0) return place(player, hub, layout, main, s, t, depth);
  }
  return null;
}

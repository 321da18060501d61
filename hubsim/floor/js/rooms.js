// Rooms, and the desks and trays in them: as large as their people and what lies there need.
// Rooms as a squarified tree map: each as large as its people and trays need.
function treemap(zones, x, y, w, h) {
  const total = zones.reduce((sum, zone) => sum + zone.weight, 0);
  const scale = (w * h) / total;
  const rest = zones.map((zone) => [zone, zone.weight * scale]);
  while (rest.length) {
    const side = Math.min(w, h);
    let row = [], sum = 0, worst = Infinity;
    while (rest.length) {
      const areas = [...row.map((r) => r[1]), rest[0][1]];
      const all = sum + rest[0][1], thick = all / side;
      const ratio = Math.max(...areas.map((a) => Math.max(thick / (a / thick), a / thick / thick)));
      if (row.length && ratio > worst) break;
      row.push(rest.shift());
      sum = all;
      worst = ratio;
    }
    const thick = sum / side;
    let at = w >= h ? y : x;
    for (const [zone, area] of row) {
      const long = area / thick;
      if (w >= h) Object.assign(zone, { x, y: at, w: thick, h: long });
      else Object.assign(zone, { x: at, y, w: long, h: thick });
      at += long;
    }
    if (w >= h) { x += thick; w -= thick; } else { y += thick; h -= thick; }
  }
  return zones;
}

function zonesOf(hub, view, weekday) {
  const people = hub.people.map((_, p) => p), agencyOf = (p) => hub.roles[hub.people[p]].agency;
  const staffed = new Set(people.map(agencyOf));
  const used = (agency) => staffed.has(agency) ||
    [IN, POST, OUT].some((tray) => hub.most.get(`${agency} ${tray}`));
  const agencies = hub.agencies.map((_, a) => a).filter(used);
  const zone = (key, title, members, desks) => ({ key, title, members, desks });
  let zones = [];
  if (view === "mixed") {
    const rank = new Map(), many = new Map();
    for (const p of people) many.set(agencyOf(p), (many.get(agencyOf(p)) || 0) + 1);
    const seen = new Map();
    for (const p of people) {
      const a = agencyOf(p), n = seen.get(a) || 0;
      seen.set(a, n + 1);
      rank.set(p, (n + 0.5) / many.get(a));
    }
    const desks = [...people].sort((a, b) => rank.get(a) - rank.get(b) || a - b);
    zones.push(zone("one room", "One room, everybody mixed", [...staffed].sort((a, b) => a - b),
      desks));
    zones[0].tables = 6;
    for (const a of agencies) {
      if (!staffed.has(a)) zones.push(zone(`agency ${a}`, hub.agencies[a].name, [a], []));
    }
  } else if (view === "seats") {
    const rooms = new Map(), home = new Map();
    for (const p of people) {
      const path = hub.seats[hub.people[p]][weekday];
      const near = path.length && !["home", "elsewhere", "remote"].includes(path[0].toLowerCase());
      const title = near ? capital(path.slice(0, 2).join(" / ")) : `${hub.agencies[agencyOf(p)].name}: ` +
        (path.length ? path[0] : "seat not said");
      const key = title.toLowerCase();
      if (!rooms.has(key)) rooms.set(key, zone(key, title, [], []));
      rooms.get(key).desks.push([path[2] || "", agencyOf(p), p]);
      const tally = home.get(agencyOf(p)) || new Map();
      tally.set(key, (tally.get(key) || 0) + 1);
      home.set(agencyOf(p), tally);
    }
    for (const room of rooms.values()) {
      room.desks.sort((a, b) => a[0].localeCompare(b[0]) || a[2] - b[2]);
      room.banks = room.desks.map(([bank]) => bank);
      room.desks = room.desks.map(([, , p]) => p);
    }
    for (const a of agencies) {
      if (!home.has(a)) {
        rooms.set(`agency ${a}`, zone(`agency ${a}`, hub.agencies[a].name, [a], []));
        continue;
      }
      const most = [...home.get(a)].sort((x, y) => y[1] - x[1])[0][0];
      rooms.get(most).members.push(a);
    }
    zones = [...rooms.values()];
  } else {
    zones = agencies.map((a) => zone(`agency ${a}`, hub.agencies[a].name, [a],
      people.filter((p) => agencyOf(p) === a)));
  }
  if (hub.most.get("meeting") || hub.most.get("table")) {
    zones.push(zone("meetings", "Meetings", [], []));
  }
  if (hub.most.get("nobody")) {
    zones.push({ ...zone("nobody", "Lost or in dispute", [], []), brief: "Lost" });
  }
  return zones;
}

const CAP = 60, capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const need = (hub, key) => Math.min(CAP, hub.most.get(key) || 0);

function traysOf(hub, zone) {
  if (zone.key === "meetings") return [["meeting", ["Waiting"]], ["table", ["At the table", "Table"]]];
  if (zone.key === "nobody") return [["nobody", []]];
  const found = [];
  for (const a of zone.members) {
    const staffed = zone.desks.some((p) => hub.roles[hub.people[p]].agency === a);
    [IN, POST, OUT].forEach((tray) => {
      const key = `${a} ${tray}`;
      if (!hub.most.get(key)) return;
      const names = tray === POST && !staffed ? ["In their inbox", "Inbox"] : TRAYS[tray];
      const mark = zone.members.length > 1 ? `${hub.agencies[a].mark}: ` : "";
      found.push([key, names.map((name) => mark + name)]);
    });
  }
  return found;
}

// The name of a room beside the signs of who is there, in as few lines as show it: one below the
// other, else from the second on below the signs, else smaller.
function headed(hub, zone) {
  const signs = zone.members.reduce((sum, a) => sum + badgeWide(hub.agencies[a].mark) + 3, 0);
  const beside = Math.max(8, zone.w - 18 - signs - (zone.members.length ? 34 : 0));
  const most = Math.max(1, Math.min(5, Math.floor((zone.h - 46) / 15)));
  const ways = [];
  for (const sizes of [[13, 12], [11]]) {
    for (let lines = 1; lines <= most; lines++) {
      for (const size of sizes) {
        ways.push({ lines: wrapped(zone.title, beside, lines, size), size, flows: false });
        ways.push({ lines: wrapped(zone.title, zone.w - 16, lines, size, 600, beside), size,
          flows: true });
      }
    }
  }
  const cut = ({ lines }) => lines.some((line, n) => (line ? line.endsWith("…") : n || !lines[1]));
  const way = ways.find((each) => !cut(each))
    || (zone.brief ? { lines: [zone.brief], size: 13, flows: false } : ways.pop());
  Object.assign(zone, way, { head: 24 + (way.size + 2) * (way.lines.length - 1) });
}

function weigh(hub, zone) {
  const tokens = traysOf(hub, zone).reduce((sum, [key]) => sum + need(hub, key) + 6, 0);
  const name = 26 * 160 + 24 * Math.max(0, wide(zone.title, 13, 600) - 130);
  return name + zone.desks.length * 34 * 34 * 1.1 + tokens * 21 * 21 * 1.5;
}

// Desks and trays inside a room, in units of k; null where the desks do not fit.
function furnished(hub, zone, k) {
  const pad = 8, D = 34 * k, P = 21 * k, label = 15;
  const x = zone.x + pad, y = zone.y + zone.head, w = zone.w - 2 * pad, h = zone.h - zone.head - 6;
  if (w < 30 || h < 16) return k < 0.45 ? { desks: [], trays: [] } : null;
  const trays = traysOf(hub, zone), desks = zone.desks.length;
  const block = zone.tables ? 3 : 0;
  const gap = D * 0.35;
  const columns = (wide) => {
    const n = Math.max(1, Math.floor((wide + gap) / D));
    return block ? Math.max(block, Math.floor(wide / (D * block + gap)) * block) : n;
  };
  let wide = !trays.length;
  const wishes = trays.map(([key]) => Math.max(3, need(hub, key)));
  const wish = wishes.reduce((a, b) => a + b, 0) * P * P * 1.25 + trays.length * label * w * 0.5;
  const beside = w > h * 0.8;
  let share = desks ? Math.min(0.72, Math.max(0.3, wish / (wish + desks * D * D * 1.15))) : 1;
  if (wide) share = 0;
  const area = beside ? { x, y, w: w * share - (desks ? 8 : 0), h }
    : { x, y, w, h: h * share };
  const room = beside ? { x: x + w * share, y: y + 2, w: w * (1 - share), h: h - 2 }
    : { x, y: y + h * share + 4, w, h: h * (1 - share) - 4 };
  const across = columns(room.w), places = [];
  let breaks = 0, column = 0, line = 0;
  for (let i = 0; i < desks; i++) {
    const bank = zone.banks && i && zone.banks[i] !== zone.banks[i - 1];
    if (bank && column) { column = 0; line++; }
    if (bank) breaks++;
    if (column === across) { column = 0; line++; }
    const tableX = block ? Math.floor(column / block) * gap : 0;
    const tableY = block ? Math.floor(line / 2) * gap : breaks * gap;
    places.push({ x: room.x + column * D + tableX + D / 2, y: room.y + line * D + tableY + D / 2 });
    column++;
  }
  const last = places[places.length - 1], far = Math.max(...places.map((p) => p.x));
  if (last && last.y + D / 2 > room.y + room.h + 3) return null;
  if (places.some((p) => p.x + D / 2 > room.x + room.w + 4)) return null;
  if (last && trays.length) {  // what the desks leave over, the trays take
    const right = beside ? Math.max(0, room.x + room.w - far - D / 2) : 0;
    const down = beside ? 0 : Math.max(0, room.y + room.h - last.y - D / 2);
    for (const each of places) { each.x += right; each.y += down; }
    area.w += right;
    area.h += down;
  }
  if (zone.members.length > 1 && trays.length * 48 > area.h) {  // too many to stand one below another
    return gridded(hub, zone, k, area, trays, places);
  }
  const found = [], all = wishes.reduce((a, b) => a + b, 0);
  const sideways = area.w > area.h * 1.8 && trays.length > 1;
  const whole = sideways ? area.w : area.h;
  const least = Math.min(sideways ? 3 * P : label + P, whole / Math.max(1, trays.length));
  let at = sideways ? area.x : area.y;
  trays.forEach(([key, names], n) => {
    const part = least + (whole - least * trays.length) * (wishes[n] / all);
    found.push(sideways ? { key, names, x: at, y: area.y, w: part - 6, h: area.h }
      : { key, names, x: area.x, y: at, w: area.w, h: part });
    at += part;
  });
  for (const tray of found) {
    tray.top = tray.y + (tray.names.length ? label : 2);
    tray.across = Math.max(1, Math.floor(tray.w / P));
    tray.down = Math.max(1, Math.floor((tray.y + tray.h - tray.top) / P));
  }
  if (k > 0.8 && found.some((tray, n) => tray.across * tray.down < Math.min(wishes[n], 40))) {
    return null;
  }
  return { desks: places, trays: found };
}

// The trays of a room with several agencies: a line for each of them, a column for each kind.
function gridded(hub, zone, k, area, trays, places) {
  const P = 21 * k, head = 15, mark = 30, count = 34;
  const kinds = [IN, POST, OUT].filter((tray) => trays.some(([key]) => key.endsWith(` ${tray}`)));
  const rows = zone.members.filter((a) => trays.some(([key]) => key.startsWith(`${a} `)));
  const wish = (a, tray) => need(hub, `${a} ${tray}`);
  const most = kinds.map((tray) => 2 + Math.max(...rows.map((a) => wish(a, tray))) ** 0.75);
  const free = area.w - mark - kinds.length * (count + 6), sum = most.reduce((a, b) => a + b, 0);
  const widths = most.map((each) => Math.max(P, (free * each) / sum));
  const lines = rows.map((a) => Math.max(1, ...kinds.map((tray, n) =>
    Math.ceil(wish(a, tray) / Math.max(1, Math.floor(widths[n] / P))))));
  const all = lines.reduce((a, b) => a + b, 0), high = area.h - head;
  const least = Math.min(Math.max(P, 18) + 1, high / rows.length);
  if (k > 0.5 && rows.length * (P + 1) > high) return null;
  if (k > 0.8 && Math.min(all, 12) * (P + 1) > high) return null;
  const found = [], signs = [], heads = [];
  let y = area.y + head;
  rows.forEach((a, r) => {
    const h = least + ((high - least * rows.length) * (lines[r] - 1))
      / Math.max(1, all - rows.length);
    let x = area.x + mark;
    signs.push({ mark: hub.agencies[a].mark, x: area.x, y: y + P / 2 - 8 });
    kinds.forEach((tray, n) => {
      if (!r) heads.push({ names: TRAYS[tray], x, y: area.y + 7, w: widths[n] + count });
      const key = `${a} ${tray}`;
      if (trays.some(([each]) => each === key)) {
        found.push({ key, names: [], x: x + count, y, w: widths[n], h, top: y,
          count: { x, y: y + P / 2 }, across: Math.max(1, Math.floor(widths[n] / P)),
          down: Math.max(1, Math.floor(h / P)) });
      }
      x += count + widths[n] + 6;
    });
    y += h;
  });
  return { desks: places, trays: found, signs, heads };
}

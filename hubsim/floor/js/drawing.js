// The floor at a second, drawn from nothing each time.
function drawRooms(g, hub, layout, t, state) {
  for (const zone of layout.zones) {
    g.beginPath();
    g.roundRect(zone.x, zone.y, zone.w, zone.h, 6);
    g.fillStyle = zone.key === "nobody" ? "#FFF8F4" : "#FFFFFF";
    g.fill();
    g.lineWidth = 1;
    g.strokeStyle = zone.key === "nobody" ? "#D9825A" : LINE;
    g.setLineDash(zone.key === "nobody" ? [5, 4] : []);
    g.stroke();
    g.setLineDash([]);
  }
  const D = 34 * layout.k;
  for (const [p, at] of layout.desk) {
    const there = inside(hub.duty[p], t), role = hub.roles[hub.people[p]];
    const half = D / 2 - 2;
    g.beginPath();
    g.roundRect(at.x - half, at.y - half, 2 * half, 2 * half, 4);
    g.fillStyle = there ? "#E6EEF5" : "#FAFAFA";
    g.fill();
    g.strokeStyle = there ? "#8FA9C2" : "#DADFE3";
    g.lineWidth = 1;
    g.stroke();
    if (there && !state.busy.has(p) && D > 15) {  // somebody sits there without a case
      write(g, hub.agencies[role.agency].mark, at.x, at.y + 0.5, { size: Math.max(9, D * 0.36),
        weight: 600, colour: "#5B7690", align: "center" });
    }
  }
}

// What rooms and trays are called, over all that passes behind.
function drawNames(g, hub, layout, state) {
  const halo = "#FFFFFF";
  for (const zone of layout.zones) {
    let x = zone.x + 8;
    for (const a of zone.members) x += badge(g, hub.agencies[a].mark, x, zone.y + 5) + 3;
    const waits = zone.members.reduce((sum, a) => sum + (state.waitFor.get(a) || 0), 0);
    const said = waits ? awaited(waits) : "";
    const room = zone.w - (x - zone.x) - 18 - wide(zone.lines[0], zone.size, 600);
    if (said && wide(said, 12, 600) < room) {
      write(g, said, zone.x + zone.w - 8, zone.y + 13.5, { size: 12, weight: 600,
        colour: "#801650", align: "right", halo });
    } else if (waits) pill(g, waits, zone.x + zone.w - 5, zone.y + 3.5);
    zone.lines.forEach((line, n) => {
      write(g, line, n && zone.flows ? zone.x + 8 : x + 3, zone.y + 13.5 + (zone.size + 2) * n,
        { size: zone.size, weight: 600, halo });
    });
  }
  for (const { mark, x, y } of layout.signs) badge(g, mark, x, y);
  for (const { names, x, y, w } of layout.heads) {
    write(g, fitting(names, w, 12), x, y, { size: 12, colour: QUIET, width: w, halo });
  }
  for (const tray of layout.tray.values()) {
    const n = state.inTray.get(tray.key) || 0;
    if (tray.count && n) {
      write(g, grouped(n), tray.count.x, tray.count.y, { size: 12, colour: QUIET, halo });
    } else if (tray.names.length && tray.w > 24) {
      write(g, labelOf(tray, n), tray.x + 1, tray.y + 7,
        { size: 12, colour: QUIET, width: tray.w, halo });
    }
  }
}

// Room is left beside it for the end of a line.
const labelOf = (tray, n) =>
  fitting(tray.names.map((name) => (n ? `${name} ${grouped(n)}` : name)), tray.w - 12, 12);

// Replies for which cases wait: a case that has gone on waits for none.
const awaited = (n) => `${grouped(n)} ${n === 1 ? "reply" : "replies"} awaited`;

function pill(g, n, right, y) {
  const full = 9 * grouped(n).length + 10;
  g.beginPath();
  g.roundRect(right - full, y, full, 17, 8.5);
  g.fillStyle = "#801650";
  g.fill();
  write(g, grouped(n), right - full / 2, y + 9, { size: 12, weight: 700, colour: "#FFFFFF",
    align: "center" });
}

function drawStages(g, hub, layout, t, state) {
  let x = layout.left;
  layout.agencies.forEach((a, n) => {
    const room = layout.widths[n], full = badge(g, hub.agencies[a].mark, x + 4, 4);
    const waits = state.waitFor.get(a), said = waits ? awaited(waits) : "";
    if (waits && wide(said, 12, 600) < room - full - 14) {
      write(g, said, x + full + 8, 12.5, { size: 12, weight: 600, colour: "#801650" });
    } else if (waits) pill(g, waits, x + room - 4, room < 52 ? 25 : 3);  // beside the letter or below it
    layout.lines[n].forEach((line, at) =>
      write(g, line, x + 4, 29 + 14 * at, { size: layout.size, weight: 600 }));
    x += room;
  });
  let y = layout.top;
  layout.stages.forEach((stage, r) => {
    g.fillStyle = r % 2 ? "#FFFFFF" : "#FAFBFC";
    g.fillRect(2, y, layout.W - 4, layout.heights[r]);
    g.strokeStyle = "#E3E7EA";
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(2, y); g.lineTo(layout.W - 2, y);
    g.stroke();
    const high = layout.heights[r];
    const most = Math.max(1, Math.min(4, Math.floor(high / 12)));
    const [size, lines] = [12, 11].map((size) =>
      [size, wrapped(hub.stages[stage], layout.left - 16, most, size, 400)])
      .find(([size, lines]) => size === 11 || !lines.some((line) => line.endsWith("…")));
    lines.forEach((line, at) => {
      write(g, line, 8, y + high / 2 + size * (at - (lines.length - 1) / 2), { size });
    });
    y += high;
  });
  x = layout.left;
  for (const width of layout.widths) {
    g.strokeStyle = LINE;
    g.beginPath();
    g.moveTo(x, 4); g.lineTo(x, layout.H - 4);
    g.stroke();
    x += width;
  }
}

// Who is where now, and what follows from it: counted before anything is drawn.
function stateAt(hub, layout, t) {
  const c = hub.c, live = [], inTray = new Map(), waitFor = new Map(), busy = new Set();
  const waits = new Map(), over = new Map();
  for (let k = 0; k < c.case.length; k++) {
    const s = spanAt(hub, k, t);
    if (s < 0) continue;
    live.push([k, s]);
    if (c.line[k] === 0) waits.set(c.case[k], c.doing[s] === REPLY ? s : -1);
    if (c.person[s] >= 0) busy.add(c.person[s]);
    const key = hub.tray[s];
    if (key) inTray.set(key, (inTray.get(key) || 0) + 1);
  }
  const pairs = new Map();
  for (const [k, s] of live) {
    const of = waits.get(c.case[k]);
    if (c.line[k] <= 0 || of === undefined || of < 0) continue;
    const asked = c.asked[k], from = c.agency[of];
    waitFor.set(asked, (waitFor.get(asked) || 0) + 1);
    if (asked !== from) pairs.set(`${from} ${asked}`, (pairs.get(`${from} ${asked}`) || 0) + 1);
  }
  return { live, inTray, waitFor, busy, pairs, over };
}

function drawLines(g, layout, state) {
  for (const [pair, n] of state.pairs) {
    const [from, to] = pair.split(" ").map(Number);
    const tray = layout.tray.get(`${from} ${OUT}`), zone = layout.zoneOf.get(to);
    const goal = layout.tray.get(`${to} ${POST}`) || layout.tray.get(`${to} ${IN}`) || zone;
    if (!tray || !goal || tray === goal) continue;
    const a = beside(tray, state), b = beside(goal, state);
    const bend = { x: (a.x + b.x) / 2 + (b.y - a.y) * 0.12, y: (a.y + b.y) / 2 - (b.x - a.x) * 0.12 };
    g.beginPath();
    g.moveTo(a.x, a.y);
    g.quadraticCurveTo(bend.x, bend.y, b.x, b.y);
    g.strokeStyle = "rgba(128, 22, 80, .22)";
    g.lineWidth = Math.min(9, 1 + Math.sqrt(n) * 1.1);
    g.stroke();
    g.beginPath();
    g.arc(b.x, b.y, 3 + Math.min(9, 1 + Math.sqrt(n) * 1.1) / 2, 0, 2 * Math.PI);
    g.fillStyle = "rgba(128, 22, 80, .45)";
    g.fill();
  }
}

// Where a line ends: beside what a tray is called, or in the middle of the top of a room.
function beside(goal, state) {
  if (goal.count) return { x: goal.count.x + 24, y: goal.count.y };
  if (!goal.names) return { x: goal.x + goal.w / 2, y: goal.y + goal.head };
  const label = wide(labelOf(goal, state.inTray.get(goal.key) || 0), 12);
  return { x: goal.x + Math.min(label + 10, goal.w), y: goal.y + 7 };
}

function draw(player, pane, t) {
  const { canvas, hub } = pane, { W, H } = player.size, ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(W * ratio) || canvas.height !== Math.round(H * ratio)) {
    canvas.width = Math.round(W * ratio);
    canvas.height = Math.round(H * ratio);
    canvas.style.height = `${H}px`;
  }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  const layout = layoutOf(player, hub, t), state = stateAt(hub, layout, t), c = hub.c;
  const open = inside(pane.open, t);
  g.fillStyle = open ? PAPER : "#DDE3E9";
  g.fillRect(0, 0, W, H);
  if (layout.kind === "rooms") {
    drawRooms(g, hub, layout, t, state);
    if (player.lines) drawLines(g, layout, state);
    for (const [k, s] of state.live) {
      if (c.line[k] < 0) drawCalled(player, g, hub, layout, k, s, t);
    }
    drawNames(g, hub, layout, state);
  } else drawStages(g, hub, layout, t, state);
  const r = 8.7 * layout.k, drawn = [], hidden = new Map();
  const order = state.live.map(([k, s]) => [k, s, place(player, hub, layout, k, s, t)]);
  // What moves lies on top.
  order.sort((a, b) => (a[2] && a[2].moving ? 1 : 0) - (b[2] && b[2].moving ? 1 : 0));
  const picked = pane.picked, mine = [];
  for (const [k, s, at] of order) {
    if (!at || c.line[k] < 0) continue;
    if (at.over && !at.moving) {
      const key = `${at.x} ${at.y}`;
      hidden.set(key, { at, n: ((hidden.get(key) || {}).n || 0) + 1 });
      if (c.case[k] !== picked) continue;
    }
    if (c.case[k] === picked) {
      mine.push([k, s, at]);
      continue;
    }
    if (c.line[k] === 0) drawCase(g, hub, s, at.x, at.y, r);
    else drawQuestion(g, hub, s, at.x, at.y, r * 0.82);
    drawn.push([k, s, at]);
  }
  drawLeaving(player, hub, layout, g, t, r);
  for (const { at, n } of hidden.values()) {
    if (n < 2) continue;
    const said = `+${grouped(n)}`;
    g.font = `700 12px ${FONT}`;
    const full = g.measureText(said).width + 8;
    const x = Math.min(at.x - r, at.right - full);
    g.fillStyle = TEXT;
    g.beginPath();
    g.roundRect(x, at.y - 9, full, 18, 4);
    g.fill();
    write(g, said, x + full / 2, at.y + 0.5, { size: 12, weight: 700, colour: "#FFFFFF",
      align: "center" });
  }
  drawPicked(g, hub, mine, r);
  pane.drawn = drawn.concat(mine);
  pane.state = state;
  if (!open) {
    const said = "Hub closed";
    g.font = `600 12px ${FONT}`;
    const full = g.measureText(said).width + 14;
    g.fillStyle = "#3D3D3D";
    g.beginPath();
    g.roundRect(W - full - 8, H - 26, full, 20, 4);
    g.fill();
    write(g, said, W - full / 2 - 8, H - 15.5, { size: 12, weight: 600, colour: "#FFFFFF",
      align: "center" });
  }
}

// Somebody who works on a case together with others: a thread from their desk to the case.
function drawCalled(player, g, hub, layout, k, s, t) {
  const desk = layout.desk.get(hub.c.person[s]), to = parentPlace(player, hub, layout, k, t);
  if (!desk) return;
  if (to) {
    g.beginPath();
    g.moveTo(desk.x, desk.y);
    g.lineTo(to.x, to.y);
    g.strokeStyle = "rgba(18, 67, 109, .35)";
    g.lineWidth = 1.2;
    g.stroke();
  }
  g.beginPath();
  g.arc(desk.x, desk.y, 3.5, 0, 2 * Math.PI);
  g.fillStyle = NAVY;
  g.fill();
}

function drawLeaving(player, hub, layout, g, t, r) {
  if (player.calm) return;
  const c = hub.c, out = way(layout);
  for (let k = 0; k < c.case.length; k++) {
    const gone = t - hub.ends[k];
    if (c.line[k] !== 0 || gone < 0 || gone >= MOVE * 2 || hub.ends[k] >= hub.length) continue;
    const s = hub.first[k + 1] - 1, from = spot(hub, layout, s);
    if (!from) continue;
    const part = gone / (MOVE * 2);
    g.globalAlpha = 1 - part * 0.6;
    drawCase(g, hub, s, from.x + (out.x - from.x) * part * part,
      from.y + (out.y - from.y) * part * part, r);
    g.globalAlpha = 1;
  }
}

function drawPicked(g, hub, mine, r) {
  const main = mine.find(([k]) => hub.c.line[k] === 0);
  for (const [k, , at] of mine) {
    if (!main || hub.c.line[k] === 0) continue;
    g.beginPath();
    g.moveTo(main[2].x, main[2].y);
    g.lineTo(at.x, at.y);
    g.strokeStyle = TEXT;
    g.lineWidth = 1.5;
    g.setLineDash([4, 3]);
    g.stroke();
    g.setLineDash([]);
  }
  for (const [k, s, at] of mine) {
    g.beginPath();
    g.arc(at.x, at.y, r + 6, 0, 2 * Math.PI);
    g.fillStyle = "#FFDD00";
    g.fill();
    g.lineWidth = 2;
    g.strokeStyle = TEXT;
    g.stroke();
    if (hub.c.line[k] === 0) drawCase(g, hub, s, at.x, at.y, Math.max(r, 7));
    else drawQuestion(g, hub, s, at.x, at.y, Math.max(6, r * 0.82));
  }
}

// A trace unpacked, and what can be asked of it: where, what and how many at a second.
async function unpacked(given) {
  const whole = new Int32Array(await expanded(given.data).arrayBuffer());
  const hub = { ...given, c: {} };
  let at = 0;
  for (const [name, length] of given.columns) {
    const column = whole.slice(at, at + length);
    for (let i = 1; i < length; i++) column[i] += column[i - 1];
    hub.c[name] = column;
    at += length;
  }
  if (given.stories) hub.stories = await expanded(given.stories).json();
  return prepared(hub);
}

function expanded(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream);
}

function prepared(hub) {
  const c = hub.c, spans = c.token.length, tokens = c.case.length;
  hub.first = new Int32Array(tokens + 1).fill(spans);
  for (let s = spans - 1; s >= 0; s--) hub.first[c.token[s]] = s;
  hub.begins = new Int32Array(tokens);
  hub.ends = new Int32Array(tokens);
  for (let k = 0; k < tokens; k++) {
    hub.begins[k] = c.since[hub.first[k]];
    hub.ends[k] = c.until[hub.first[k + 1] - 1];
  }
  hub.main = new Map();  // the case of each question and second person, by its number
  hub.aside = new Map();
  for (let k = 0; k < tokens; k++) {
    const map = c.line[k] === 0 ? hub.main : hub.aside;
    if (!map.has(c.case[k])) map.set(c.case[k], []);
    map.get(c.case[k]).push(k);
  }
  hub.duty = hub.people.map(() => []);
  for (let i = 0; i < c.duty_person.length; i++) {
    hub.duty[c.duty_person[i]].push([c.duty_open[i], c.duty_close[i]]);
  }
  const spot = new Array(spans);
  for (let s = 0; s < spans; s++) spot[s] = trayOf(hub, s);
  hub.tray = spot;
  hub.slots = slots(hub, spot);
  hub.most = usual(spot, hub.slots);
  hub.stageKey = Array.from(c.stage, (stage, s) => c.line[c.token[s]] < 0 ? ""
    : `${stage} ${c.agency[s]}`);
  hub.stageSlots = slots(hub, hub.stageKey);
  hub.stageMost = usual(hub.stageKey, hub.stageSlots);
  hub.layouts = new Map();
  return hub;
}

const atDesk = (hub, s) => hub.c.person[s] >= 0;

// Where a stretch is drawn: a desk, a tray of an agency, the table of meetings, or with nobody.
function trayOf(hub, s) {
  const doing = hub.c.doing[s], agency = hub.c.agency[s];
  if (hub.c.line[hub.c.token[s]] < 0) return "";
  if (doing === MET) return "table";
  if (doing === MEETING) return "meeting";
  if (atDesk(hub, s)) return "";
  if (doing === DISPUTE || doing === DROPPED) return "nobody";
  if (hub.c.line[hub.c.token[s]] === 0 && (doing === REPLY || doing === WAITING)) {
    return `${agency} ${OUT}`;
  }
  return `${agency} ${doing === PERSON || doing === SHIFT ? IN : POST}`;
}

// The lowest free place for each stay, so that nothing shifts while it waits.
function slots(hub, keys) {
  const c = hub.c, found = new Int32Array(keys.length), stays = [];
  for (let s = 0; s < keys.length; s++) {
    const before = stays[stays.length - 1];
    if (before && c.token[s] === before.token && keys[s] === before.key) {
      before.until = c.until[s];
      before.last = s;
    } else {
      stays.push({ token: c.token[s], key: keys[s], since: c.since[s], until: c.until[s],
        first: s, last: s });
    }
  }
  stays.sort((a, b) => a.since - b.since || a.token - b.token);
  const free = new Map();
  for (const stay of stays) {
    if (!free.has(stay.key)) free.set(stay.key, []);
    const ends = free.get(stay.key);
    let slot = ends.findIndex((end) => end <= stay.since);
    if (slot < 0) slot = ends.length;
    ends[slot] = stay.until;
    found.fill(slot, stay.first, stay.last + 1);
  }
  return found;
}

// How many places each tray needs for nineteen in twenty of its stays.
function usual(keys, slot) {
  const all = new Map();
  keys.forEach((key, s) => {
    if (!all.has(key)) all.set(key, []);
    all.get(key).push(slot[s] + 1);
  });
  for (const [key, list] of all) {
    list.sort((a, b) => a - b);
    all.set(key, list[Math.floor((list.length - 1) * 0.95)]);
  }
  return all;
}

function localOf(hub, t) {
  let shift = 0;
  for (const [from, by] of hub.shifts) if (t >= from) shift = by;
  return new Date(Date.parse(`${hub.starts}Z`) + (Math.floor(t) + shift) * 1000);
}

function clockOf(hub, t) {
  const d = localOf(hub, t), two = (n) => String(n).padStart(2, "0");
  return `${DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ` +
    `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
}

const inside = (pairs, t) => pairs.some(([open, close]) => open <= t && t < close);

function length(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
}

// The stretch in which a token is at a second, -1 for none.
function spanAt(hub, k, t) {
  if (t < hub.begins[k] || t >= hub.ends[k]) return -1;
  let low = hub.first[k], high = hub.first[k + 1] - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (hub.c.since[middle] <= t) low = middle; else high = middle - 1;
  }
  return t < hub.c.until[low] ? low : -1;
}

function upTo(column, t) {
  let low = 0, high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle] <= t) low = middle + 1; else high = middle;
  }
  return low;
}

function counts(hub, t) {
  const c = hub.c, found = { open: 0, another: 0, nobody: 0 };
  for (let k = 0; k < c.case.length; k++) {
    if (c.line[k] !== 0) continue;
    const s = spanAt(hub, k, t);
    if (s < 0) continue;
    found.open++;
    if (!atDesk(hub, s) && [REPLY, TRANSIT, REDONE].includes(c.doing[s])) found.another++;
    if (hub.led && c.owner[s] < 0) found.nobody++;
  }
  found.left = upTo(c.left, t);
  found.decisions = upTo(c.decided, t);
  found.heard = 0;
  for (let i = 0; i < found.decisions; i++) found.heard += c.heard[i];
  return found;
}

// What is said of a case and of the floor, in words.
const grouped = (n) => n.toLocaleString("en-GB");

const agencyName = (hub, a) => (a >= 0 ? hub.agencies[a].name : "nobody in particular");

function ownerSaid(hub, s) {
  if (!hub.led) return "the model does not say";
  const owner = hub.c.owner[s];
  return owner < 0 ? "nobody" : hub.owners[owner].map((a) => agencyName(hub, a)).join(" and ");
}

function doingSaid(hub, s) {
  const c = hub.c, doing = c.doing[s], who = agencyName(hub, c.agency[s]);
  if (doing === MET || doing === MEETING || doing === DROPPED || doing === DISPUTE
    && !atDesk(hub, s)) return hub.doing[doing];
  if (atDesk(hub, s)) return `${hub.doing[doing]}, ${who}`;
  return doing === TRANSIT || doing === REDONE ? `${hub.doing[doing]}, to ${who}`
    : `${hub.doing[doing]}, ${who}`;
}

function caseSaid(hub, number, t) {
  for (const k of hub.main.get(number) || []) {
    const s = spanAt(hub, k, t);
    if (s >= 0) {
      return `Case ${number}, ${hub.ratings[hub.c.rating[s]]}. ` +
        `${hub.stages[hub.c.stage[s]] || ""}: ${doingSaid(hub, s)}. ` +
        `Accountable: ${ownerSaid(hub, s)}.`;
    }
  }
  return `Case ${number}: not in the hub now.`;
}

function summary(player) {
  return player.panes.map((pane) => {
    const n = counts(pane.hub, player.t);
    const nobody = pane.hub.led ? `, ${grouped(n.nobody)} with nobody` : "";
    return `${pane.hub.short}: ${grouped(n.open)} open, ` +
      `${grouped(n.another)} waiting on another agency${nobody}, ${grouped(n.left)} have left.`;
  }).join(" ");
}

function journey(hub, number) {
  const c = hub.c, rows = [];
  const add = (k, what) => {
    for (let s = hub.first[k]; s < hub.first[k + 1]; s++) {
      const before = rows[rows.length - 1];
      const merged = before && before.k === k && before.doing === c.doing[s]
        && before.agency === c.agency[s] && before.stage === c.stage[s]
        && before.owner === c.owner[s] && !atDesk(hub, s);
      if (merged) { before.until = c.until[s]; continue; }
      rows.push({ k, s, what, since: c.since[s], until: c.until[s], doing: c.doing[s],
        agency: c.agency[s], stage: c.stage[s], owner: c.owner[s] });
    }
  };
  for (const k of hub.main.get(number) || []) add(k, "Case");
  for (const k of hub.aside.get(number) || []) {
    if (c.line[k] > 0) add(k, `Question to ${agencyName(hub, c.asked[k])}`);
  }
  return rows.sort((a, b) => a.since - b.since || a.k - b.k);
}

// The lesson: guess first, then see; for several teams at once. What is said comes from the data;
// only the points of a guess are worked out here, as hubsim/lesson/scores.py says.
const hubsimLesson = (() => {
const SURE = "Sure? All guesses go";
const BEST = 10, MOST = 40, MANY = 8, STORE = "hubsim lesson", el = hubsimFloor.el;

function points(guess, q) {
  const low = q.low ?? q.mean, high = q.high ?? q.mean;
  const far = Math.max(low - guess, guess - high, 0);
  return Math.max(0, BEST - Math.ceil(far / q.each));
}

// Where nothing on the scale does it, an end of the scale was the right guess, if one is clear.
function scored(guess, q) {
  if (q.mean === null) return q.beyond && guess === q[q.beyond] ? BEST : 0;
  return points(guess, q);
}

const plain = (x) => (Math.abs(x) >= 100 || Number.isInteger(x) ? String(Math.round(x))
  : x.toFixed(Math.abs(x) < 10 ? 1 : 0));
const tenths = (x) => x.toFixed(1);

function range(e, scale = 1, said = plain) {
  if (e.mean === null) return "not known";
  const mean = said(e.mean * scale);
  return e.low === null ? mean : `${mean} (${said(e.low * scale)} to ${said(e.high * scale)})`;
}

function kept() {
  try { return JSON.parse(sessionStorage.getItem(STORE)) || null; } catch { return null; }
}

function keep(state) {
  try { sessionStorage.setItem(STORE, JSON.stringify(state)); } catch { /* nothing is kept */ }
}

function fresh(data) {
  return { at: 0, teams: ["Team 1"], guesses: data.steps.map(() => ({})),
    open: data.steps.map(() => false) };
}

const within = (data, n) => Math.max(0, Math.min(data.steps.length - 1, n));

/* Mount the lesson.
   told.picked: as for the floor. told.went(step, from 1): called when another step is shown. */
async function mount(root, data, told = {}) {
  root.replaceChildren();
  let state = kept();
  if (!state || state.guesses.length !== data.steps.length) state = fresh(data);
  if (data.step) state.at = within(data, data.step - 1);  // where somebody was sent; nothing is shown by it
  const ui = { head: el("div", { className: "ls-head" }), body: el("div", { className: "ls-body" }),
    floor: el("div"), foot: el("div", { className: "ls-foot" }) };
  root.append(ui.head, ui.body, ui.floor, ui.foot);
  const lesson = { root, data, state, ui, told, floor: null };
  lesson.floor = await hubsimFloor.mount(ui.floor, { hubs: data.hubs,
    shown: data.steps[state.at].floor, view: data.steps[state.at].view, t: 9 * 3600, heading: 3 }, told);
  foot(lesson);
  render(lesson);
  return { lesson, state, stop: () => lesson.floor && lesson.floor.stop(),
    go: (n) => go(lesson, n) };
}

function go(lesson, n) {
  const { state, data } = lesson;
  state.at = within(data, n);
  const step = data.steps[state.at];
  if (lesson.floor) lesson.floor.show(step.floor, step.view);
  render(lesson);
  lesson.ui.head.querySelector("h2").focus();
}

function render(lesson) {
  const { state, data, ui, told } = lesson, step = data.steps[state.at];
  const held = ui.body.contains(focused(ui.body)) ? focused(ui.body).dataset.held : "";
  keep(state);
  if (told.went) told.went(state.at + 1);
  const button = (text, to, off) => {
    const made = el("button", { type: "button", textContent: text, disabled: off });
    made.onclick = () => go(lesson, to);
    return made;
  };
  const title = el("h2", { tabIndex: -1,
    textContent: `Step ${state.at + 1} of ${data.steps.length}: ${step.title}` });
  ui.head.replaceChildren(title, el("div", { className: "ls-go" },
    button("Back", state.at - 1, state.at === 0),
    button("Next", state.at + 1, state.at === data.steps.length - 1)));
  const left = el("div", { className: "ls-left" },
    ...step.said.map((text) => el("p", { textContent: text })), guesses(lesson, step));
  const right = el("div", { className: "ls-right" });
  right.setAttribute("aria-live", "polite");
  if (state.open[state.at]) right.append(...answer(lesson, step));
  ui.body.classList.toggle("ls-many", state.teams.length > MANY);
  ui.body.replaceChildren(left, right);
  hold(lesson, held);
}

// Whoever works by keyboard stays where they are, though everything there is made anew.
const focused = (node) => node.getRootNode().activeElement;

function hold(lesson, name) {
  const found = name && lesson.ui.body.querySelector(`[data-held="${name}"]`);
  if (found) found.focus();
}

function guesses(lesson, step) {
  const { state } = lesson, q = step.question, mine = state.guesses[state.at];
  const open = state.open[state.at];
  const box = el("fieldset", { className: "ls-ask" }, el("legend", { textContent: q.text }));
  if (q.ways.length) {
    box.append(el("div", { className: "ls-ways", textContent:
      `Left of the middle: ${q.ways[0]}; in the middle: no change; right of it: ${q.ways[1]}.` }));
  }
  const named = (node, name) => { node.dataset.held = name; return node; };
  const reveal = el("button", { type: "button", className: "fl-play" });
  const ready = () => Object.keys(mine).length > 0;
  const update = () => {
    reveal.disabled = open || !ready();
    reveal.textContent = open ? "Shown" : ready() ? "Show what the runs say" : "Guess first";
  };
  const teams = el("div", { className: "ls-teams" });
  state.teams.forEach((team, n) => {
    const said = el("output", { textContent: mine[n] === undefined ? "no guess yet"
      : shownAs(mine[n], q) });
    const slide = el("input", { type: "range", min: q.least, max: q.most, step: q.step,
      value: mine[n] ?? (q.least + q.most) / 2, disabled: open });
    slide.setAttribute("aria-label", `${team}: guess in ${q.unit}`);
    slide.setAttribute("aria-valuetext", said.textContent);
    const guess = () => {
      mine[n] = Number(slide.value);
      said.textContent = shownAs(mine[n], q);
      slide.setAttribute("aria-valuetext", said.textContent);
      keep(state);
      update();
    };
    slide.oninput = guess;
    slide.onclick = guess;  // the middle is a guess too, chosen by a click or by Enter
    slide.onkeydown = (event) => { if (event.key === "Enter") guess(); };
    const name = el("input", { type: "text", value: team, maxLength: 30, className: "ls-name" });
    name.setAttribute("aria-label", `Name of team ${n + 1}`);
    name.onchange = () => { state.teams[n] = name.value.trim() || `Team ${n + 1}`; render(lesson); };
    teams.append(el("div", { className: "ls-team" }, named(name, `name ${n}`),
      named(slide, `guess ${n}`), said));
  });
  box.append(teams);
  reveal.onclick = () => {
    state.open[state.at] = true;
    render(lesson);
    lesson.ui.body.querySelector(".ls-finding").focus();
  };
  const more = named(el("button", { type: "button", textContent: "Add a team",
    disabled: state.teams.length >= MOST }), "more");
  more.onclick = () => count(lesson, state.teams.length + 1);
  const many = named(el("input", { type: "number", min: 1, max: MOST,
    value: state.teams.length }), "many");
  many.onchange = () => count(lesson, Number(many.value));
  const again = el("button", { type: "button", textContent: "Begin again" });
  again.onblur = () => { again.textContent = "Begin again"; };
  again.onclick = () => {
    if (state.guesses.some((each) => Object.keys(each).length) && again.textContent !== SURE) {
      again.textContent = SURE;
      return;
    }
    Object.assign(state, fresh(lesson.data));
    go(lesson, 0);
  };
  update();
  box.append(el("div", { className: "ls-buttons" }, reveal, more,
    el("label", {}, "Teams, or people ", many), again));
  return box;
}

// As many teams as are wished; the names and guesses of those there are stay.
function count(lesson, wished) {
  const { state } = lesson, n = Math.max(1, Math.min(MOST, Math.round(wished) || 1));
  while (state.teams.length < n) state.teams.push(`Team ${state.teams.length + 1}`);
  state.teams.length = n;
  for (const guesses of state.guesses) {
    for (const team of Object.keys(guesses)) if (team >= n) delete guesses[team];
  }
  render(lesson);
}

function shownAs(guess, q) {
  if (q.ways.length) {
    const way = q.ways[guess < 0 ? 0 : 1];
    return guess ? `${plain(Math.abs(guess))} ${q.unit} ${way}` : "no change";
  }
  if (q.unit !== "minutes") return `${plain(guess)} ${q.unit}`;
  if (guess >= q.most) return `over ${plain(guess)} ${q.unit}, or never`;
  return `${plain(guess)} ${q.unit}${guess <= q.least ? " or less" : ""}`;
}

function answer(lesson, step) {
  const { state, data } = lesson, q = step.question;
  const [finding, ...rest] = step.revealed;
  const made = [el("p", { className: "ls-finding", tabIndex: -1, textContent: finding }),
    ...rest.map((text) => el("p", { textContent: text }))];
  if (step.ladder) made.push(ladder(data.rungs.slice(0, step.ladder), step.heard));
  if (state.at === data.steps.length - 1) made.push(curve(data.curve));
  made.push(scores(lesson));
  return made;
}

function scores(lesson) {
  const { state, data } = lesson;
  const rows = state.teams.map((team, n) => {
    const now = state.guesses[state.at][n], q = data.steps[state.at].question;
    let sum = 0;
    data.steps.forEach((step, at) => {
      const guess = state.guesses[at][n];
      if (state.open[at] && guess !== undefined) sum += scored(guess, step.question);
    });
    return { team, now, q, sum };
  }).sort((a, b) => b.sum - a.sum);
  const { each, unit, mean, beyond } = data.steps[state.at].question;
  const rule = mean !== null ? "for a guess inside the interval of the runs; beyond it, one less " +
    `for every ${plain(each)} ${unit} or part of them` : beyond ? "for the " +
    `${beyond === "most" ? "right" : "left"} end` : "for nobody, since the runs cannot tell";
  return table(`Scores: ${BEST} points ${rule}`,
    ["Team", "Guess", "Away from the average", "Points", "Points in all"],
  rows.map(({ team, now, q, sum }) => [team, now === undefined ? "–" : shownAs(now, q),
    now === undefined || q.mean === null ? "–" : `${plain(Math.abs(now - q.mean))} ${q.unit}`,
    now === undefined ? "0" : String(scored(now, q)), String(sum)]));
}

// The ladder rung by rung: time, and beside it health heard where that is no longer to be guessed.
function ladder(rungs, heard) {
  const most = Math.max(...rungs.map((rung) => rung.time.high ?? rung.time.mean ?? 0));
  const bar = (e, whole, kind) => {
    const node = el("span", { className: `ls-bar ${kind}` });
    if (e.mean === null) return node;
    const part = el("span", { className: "ls-fill" });
    part.style.width = `${(e.mean / whole) * 100}%`;
    node.append(part);
    if (e.low !== null) {
      const line = el("span", { className: "ls-range" });
      line.style.left = `${(e.low / whole) * 100}%`;
      line.style.width = `${Math.max(0.3, ((e.high - e.low) / whole) * 100)}%`;
      node.append(line);
    }
    return node;
  };
  const body = el("tbody");
  for (const rung of rungs) {
    const head = el("th", { scope: "row", textContent: rung.name, title: rung.about });
    body.append(el("tr", {}, head,
      el("td", {}, bar(rung.time, most, "ls-time"), el("span", { textContent: range(rung.time, 1, tenths) })),
      ...(heard ? [el("td", {}, bar(rung.heard, 1, "ls-heard"),
        el("span", { textContent: range(rung.heard, 100) }))] : [])));
  }
  const head = el("tr", {}, ...["Each step, those above it taken", "Hours to decision",
    ...(heard ? ["Health heard, of 100 decisions"] : [])].map((text) => el("th", { scope: "col", textContent: text })));
  const ends = (e, scale) =>
    [e.mean, e.low, e.high].map((x) => (x === null ? "" : Number((x * scale).toFixed(3))));
  return el("div", {}, el("div", { className: "fl-wide ls-ladder", tabIndex: 0, role: "region",
    ariaLabel: "The ladder" }, el("table", {},
    el("caption", { textContent: "Mean, with its 95% interval in brackets and as a line" }),
    el("thead", {}, head), body)),
  el("details", {}, el("summary", { textContent: "What each step is" }), el("ul", {},
    ...rungs.map((rung) => el("li", {}, el("strong", { textContent: `${rung.name}: ` }), rung.about)))),
  csv(["step", "hours", "hours, low", "hours, high",
    ...(heard ? ["heard of 100", "heard, low", "heard, high"] : [])],
  rungs.map((rung) => [rung.name, ...ends(rung.time, 1),
    ...(heard ? ends(rung.heard, 100) : [])])));
}

// A button that saves a table; no text in it can be taken for a formula.
function csv(names, rows) {
  const cell = (x) => {
    const text = typeof x === "string" && /^[=+\-@\t\r]/.test(x) ? `'${x}` : String(x);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const button = el("button", { type: "button", className: "ls-csv",
    textContent: "Save this table as CSV" });
  button.onclick = () => {
    const lines = [names, ...rows].map((row) => row.map(cell).join(","));
    const url = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`],
      { type: "text/csv" }));
    el("a", { href: url, download: "hubsim_lesson.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  return button;
}

function curve(rows) {
  return table("Hours by which one room misses what would be enough; below 0 it is enough",
    ["If", "Hours from enough"],
  rows.map((row) => [row.said, range(row)]));
}

function table(caption, names, rows) {
  const body = el("tbody", {}, ...rows.map(([first, ...cells]) => el("tr", {},
    el("th", { scope: "row", textContent: first }),
    ...cells.map((text) => el("td", { textContent: text })))));
  const made = el("div", { className: "fl-wide", tabIndex: 0, role: "region", ariaLabel: names[0] },
    el("table", {}, el("caption", { textContent: caption }), el("thead", {}, el("tr", {},
      ...names.map((text) => el("th", { scope: "col", textContent: text })))), body));
  return el("div", {}, made, csv(names, rows));
}

function foot(lesson) {
  const { data, ui } = lesson;
  const list = el("ul", {}, ...data.made.map((text) => el("li", { textContent: text })));
  ui.foot.append(el("details", {}, el("summary", { textContent: "What this assumes, and how it " +
    "was made" }), list, table("What a seat does rests on these numbers of the model",
    ["What", "As written", "Grade"], data.assumed)));
}

return { mount, points };
})();

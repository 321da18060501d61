// Elements of the page, and what the signs mean.
function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key in made && key !== "list") made[key] = value; else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function symbol(drawIt) {
  const canvas = el("canvas", { className: "fl-symbol", ariaHidden: "true" });
  const ratio = 2;
  canvas.width = 24 * ratio;
  canvas.height = 22 * ratio;
  const g = canvas.getContext("2d");
  g.scale(ratio, ratio);
  drawIt(g);
  return canvas;
}

// What the signs on one floor or two mean; what both have stands once.
function legend(hubs) {
  const [hub] = hubs, led = hubs.find((each) => each.led);
  const c = (of, rating, doing, owner, tray = "") => ({ c: { rating: [rating], doing: [doing],
    owner: [owner], person: [doing === WORKED ? 0 : -1] }, tray: [tray], led: of.led,
    owners: [[0]], agencies: of.agencies, ratings: of.ratings });
  const some = Math.min(1, hub.ratings.length - 1);
  const item = (fake, text) => el("li", {}, symbol((g) => drawCase(g, fake, 0, 12, 11, 8.5)), text);
  const ratings = new Map();
  for (const each of hubs) {
    each.ratings.slice(0, 5).forEach((name, rating) => {
      ratings.set(`${shapeOf(each, rating)} ${name}`,
        item({ ...c(each, rating, WORKED, 0), led: false }, name));
    });
  }
  const items = [...ratings.values(),
    item(c(hub, some, WORKED, 0), "being worked on"),
    item(c(hub, some, PERSON, 0, "x"), "waiting for a person or shift"),
    item(c(hub, some, REPLY, 0, "x"), "waiting on another agency")];
  if (led) {
    const one = Math.min(1, led.ratings.length - 1);
    items.push(item(c(led, one, PERSON, 0, "x"), "letter: who is accountable"),
      item(c(led, one, PERSON, -1, "x"), "with nobody"));
  }
  if (hubs.some((each) => each.most.get("table"))) {
    items.push(el("li", {}, symbol((g) => {
      g.strokeStyle = NAVY;
      g.beginPath(); g.moveTo(5, 17); g.lineTo(21, 5); g.stroke();
      g.beginPath(); g.arc(6, 16, 3.5, 0, 7); g.fillStyle = NAVY; g.fill();
    }), "called to a meeting"));
  }
  items.push(el("li", {}, symbol((g) =>
    drawQuestion(g, c(hub, some, REPLY, 0, "x"), 0, 12, 11, 7.5)), "question or reply"));
  items.push(el("li", {}, symbol((g) => {
    g.beginPath(); g.roundRect(1, 2, 22, 18, 9); g.fillStyle = "#801650"; g.fill();
    write(g, "7", 12, 11.5, { size: 12, weight: 700, colour: "#FFFFFF", align: "center" });
  }), "replies awaited from them"));
  const signs = el("ul", { className: "fl-legend", ariaLabel: "What the signs mean" }, ...items);
  const known = new Map(hubs.flatMap((each) => each.agencies).map(({ mark, name }) => [mark, name]));
  const letters = [...known].map(([mark, name]) => el("li", {}, symbol((g) => {
    badge(g, mark, (24 - badgeWide(mark)) / 2, 3);
  }), el("span", { className: "fl-mark", textContent: `${mark}: ` }), name));
  const counted = "Numbers above a floor count cases: waiting on another agency are those that " +
    "wait for a reply, are on their way, or went back to be clarified. Numbers on the floor count " +
    "what lies there, questions too.";
  return el("div", {}, signs, el("ul", { className: "fl-legend", ariaLabel: "Letters of agencies" },
    ...letters), el("p", { className: "fl-counted", textContent: counted }));
}

function option(value, text, chosen) {
  const made = el("option", { value, textContent: text });
  if (chosen) made.selected = true;
  return made;
}

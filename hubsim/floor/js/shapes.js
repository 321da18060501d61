// Signs: shape and colour say the rating, filling what happens, the letter whose it is.
function shape(g, kind, x, y, r) {
  g.beginPath();
  if (kind === 0) {
    g.moveTo(x, y - r * 1.2); g.lineTo(x + r * 1.2, y); g.lineTo(x, y + r * 1.2);
    g.lineTo(x - r * 1.2, y); g.closePath();
  } else if (kind === 1) {
    g.moveTo(x, y - r * 1.15); g.lineTo(x + r * 1.15, y + r * 0.9);
    g.lineTo(x - r * 1.15, y + r * 0.9); g.closePath();
  } else if (kind === 3) {
    g.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  } else if (kind >= 4) {
    const sides = kind + 1;
    for (let i = 0; i < sides; i++) {
      const angle = -Math.PI / 2 + (i * 2 * Math.PI) / sides;
      g.lineTo(x + r * 1.1 * Math.cos(angle), y + r * 1.1 * Math.sin(angle));
    }
    g.closePath();
  } else {
    g.arc(x, y, r, 0, 2 * Math.PI);
  }
}

const shapeOf = (hub, rating) => (rating === hub.ratings.length - 1 && rating > 0 ? 2
  : rating < 2 ? rating : rating + 1);

function look(hub, s) {
  const doing = hub.c.doing[s];
  if (hub.tray[s] === "" || doing === MET) return "solid";
  return doing === PERSON || doing === SHIFT || doing === WAITING || doing === MEETING
    ? "light" : "hollow";
}

function drawCase(g, hub, s, x, y, r) {
  const rating = hub.c.rating[s], colour = rating % COLOURS.length, how = look(hub, s);
  const nobody = hub.led && hub.c.owner[s] < 0;
  shape(g, shapeOf(hub, rating), x, y, r);
  g.fillStyle = how === "solid" ? COLOURS[colour] : how === "light" ? LIGHT[colour] : "#FFFFFF";
  g.fill();
  g.lineWidth = how === "hollow" ? 2 : 1.4;
  g.strokeStyle = COLOURS[colour];
  g.setLineDash(nobody ? [2.5, 2] : []);
  g.stroke();
  g.setLineDash([]);
  if (r < 5.6 || !hub.led) return;
  const owners = nobody ? null : hub.owners[hub.c.owner[s]];
  const said = nobody ? "?" : owners.length > 1 ? "+" : hub.agencies[owners[0]].mark;
  g.fillStyle = how === "solid" ? INK[colour] : TEXT;
  g.font = `${nobody ? 800 : 600} ${Math.round(r * (said.length > 1 ? 1.0 : 1.22))}px ${FONT}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(said, x, y + (shapeOf(hub, rating) === 1 ? r * 0.25 : r * 0.06));
}

function drawQuestion(g, hub, s, x, y, r) {
  const colour = hub.c.rating[s] % COLOURS.length, w = r * 1.0, h = r * 0.72;
  g.beginPath();
  g.rect(x - w, y - h, 2 * w, 2 * h);
  g.fillStyle = look(hub, s) === "solid" ? LIGHT[colour] : "#FFFFFF";
  g.fill();
  g.lineWidth = 1.5;
  g.strokeStyle = COLOURS[colour];
  g.stroke();
  g.beginPath();
  g.moveTo(x - w, y - h); g.lineTo(x, y + h * 0.25); g.lineTo(x + w, y - h);
  g.stroke();
}

function fitted(g, text, width) {
  if (g.measureText(text).width <= width) return text;
  let low = 0, high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (g.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low ? `${text.slice(0, low).trimEnd()}…` : "";
}

// With a halo, what passes behind a text leaves it legible.
function write(g, text, x, y, { size = 13, weight = 400, colour = TEXT, width = 0,
  align = "left", halo = "" } = {}) {
  g.font = `${weight} ${size}px ${FONT}`;
  g.textAlign = align;
  g.textBaseline = "middle";
  const said = width ? fitted(g, text, width) : text;
  if (halo) {
    g.strokeStyle = halo;
    g.lineWidth = 4;
    g.lineJoin = "round";
    g.strokeText(said, x, y);
  }
  g.fillStyle = colour;
  g.fillText(said, x, y);
}

const PEN = document.createElement("canvas").getContext("2d");

function wide(text, size = 13, weight = 400) {
  PEN.font = `${weight} ${size}px ${FONT}`;
  return PEN.measureText(text).width;
}

// A text in as many lines as it needs, at most some; what does not fit then is cut. The first line
// may be shorter than the others, or empty where no word of it fits.
function wrapped(text, width, most = 2, size = 13, weight = 600, first = width) {
  const room = (n) => (n ? width : first), found = [""];
  for (const word of text.replaceAll(" / ", "\u00a0/ ").split(" ")) {
    const last = found.length - 1, longer = found[last] ? `${found[last]} ${word}` : word;
    const alone = !found[last] && room(last) === width;
    if (alone || wide(longer, size, weight) <= room(last)) found[last] = longer;
    else found.push(word);
  }
  if (found.length > most) found.splice(most - 1, found.length, found.slice(most - 1).join(" "));
  PEN.font = `${weight} ${size}px ${FONT}`;
  return found.map((line, n) => fitted(PEN, line, room(n)));
}

// The first of some words for a thing that fits, the last of them cut if none does.
const fitting = (words, width, size = 13, weight = 400) =>
  words.find((each) => wide(each, size, weight) <= width) || words[words.length - 1];

const badgeWide = (mark, size = 16) => Math.max(size, mark.length * 9 + 5);

function badge(g, mark, x, y, size = 16) {
  g.fillStyle = NAVY;
  g.beginPath();
  const full = badgeWide(mark, size);
  g.roundRect(x, y, full, size, 3);
  g.fill();
  write(g, mark, x + full / 2, y + size / 2 + 0.5, { size: 12, weight: 700, colour: "#FFFFFF",
    align: "center" });
  return full;
}

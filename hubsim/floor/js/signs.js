// What everything on the floor looks like, and the words of a trace: see hubsim/floor/doing.py.
const COLOURS = ["#801650", "#F46A25", "#28A197", "#12436D", "#A285D1", "#3D3D3D"];
const LIGHT = ["#F1DDE7", "#FDE3D6", "#D9F0EE", "#DBE6F0", "#ECE6F6", "#E4E4E4"];
const INK = ["#FFFFFF", "#0B0C0C", "#0B0C0C", "#FFFFFF", "#0B0C0C", "#FFFFFF"];
const NAVY = "#12436D", TEXT = "#0B0C0C", QUIET = "#505A5F", LINE = "#C3CAD0", PAPER = "#F3F5F7";
const FONT = '"Source Sans", "Source Sans Pro", Arial, sans-serif';
const WORKED = 0, PERSON = 1, SHIFT = 2, REPLY = 3, MEETING = 4, TRANSIT = 5, REDONE = 6,
  DISPUTE = 7, DROPPED = 8, WAITING = 9, OUTSIDE = 10, ADVICE = 11, UNANSWERED = 12, MET = 13;
const IN = 0, POST = 1, OUT = 2, TRAYS = [["To do"], ["Not opened yet", "Unopened", "New"],
  ["Waiting for others", "Waiting"]];  // and what they are called where there is less room
const MOVE = 240, TRAVEL = 1200, NIGHT = 36000;  // seconds of the hub; the last for one of ours
const SPEEDS = [[120, "2 minutes a second"], [300, "5 minutes a second"],
  [900, "15 minutes a second"], [3600, "1 hour a second"], [10800, "3 hours a second"]];
const VIEWS = { rooms: "A room for each agency", seats: "Where they sit in this model",
  mixed: "Everybody mixed in one room", stages: "Stages by agency" };
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

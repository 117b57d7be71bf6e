/* Signing by hand: what is drawn on the pad goes into the form as strokes on a grid of 1000 by 400.
   Finger, pen and mouse draw; so do the arrow keys, with the space bar to set the pen down. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-sign]");
  var pad = form && form.querySelector("canvas");
  var ink = pad && pad.getContext && pad.getContext("2d");
  if (!ink || !window.PointerEvent) { return; }

  var WIDTH = 1000, HEIGHT = 400, MOST_STROKES = 64, MOST_POINTS = 3900, NEAR = 3, STEP = 12;
  var kept = form.querySelector("input[name=signature]");
  var clear = form.querySelector("[data-clear]");
  var status = form.querySelector("[data-status]");
  var strokes = [], down = false, keys = { x: 500, y: 200, down: false };

  function read(text) {
    try { return JSON.parse(text) || []; } catch (fault) { return []; }
  }

  function count() {
    return strokes.reduce(function (sum, stroke) { return sum + stroke.length; }, 0);
  }

  function bend(stroke) {
    ink.beginPath();
    ink.moveTo(stroke[0][0], stroke[0][1]);
    for (var n = 1; n < stroke.length - 1; n += 1) {
      var one = stroke[n], two = stroke[n + 1];
      ink.quadraticCurveTo(one[0], one[1], (one[0] + two[0]) / 2, (one[1] + two[1]) / 2);
    }
    var last = stroke[stroke.length - 1];
    ink.lineTo(last[0] + (stroke.length === 1 ? 0.1 : 0), last[1]);
    ink.stroke();
  }

  function pen() {
    if (document.activeElement !== pad || down) { return; }
    ink.save();
    ink.lineWidth = 3;
    ink.beginPath();
    ink.arc(keys.x, keys.y, keys.down ? 9 : 14, 0, 7);
    ink.stroke();
    ink.restore();
  }

  function draw() {
    var box = pad.getBoundingClientRect(), sharp = window.devicePixelRatio || 1;
    pad.width = Math.round(box.width * sharp);
    pad.height = Math.round(box.height * sharp);
    ink.scale(pad.width / WIDTH, pad.height / HEIGHT);
    ink.lineCap = ink.lineJoin = "round";
    ink.lineWidth = 9;
    ink.strokeStyle = window.getComputedStyle(pad).color;
    strokes.forEach(bend);
    pen();
  }

  function keep() {
    kept.value = strokes.length ? JSON.stringify(strokes) : "";
    clear.disabled = !strokes.length;
    var told = status.getAttribute(strokes.length ? "data-some" : "data-none");
    status.textContent = told.replace("{n}", strokes.length);
  }

  function put(x, y) {
    var stroke = strokes[strokes.length - 1], last = stroke[stroke.length - 1];
    x = Math.max(0, Math.min(WIDTH, Math.round(x)));
    y = Math.max(0, Math.min(HEIGHT, Math.round(y)));
    if (last && Math.abs(last[0] - x) + Math.abs(last[1] - y) < NEAR) { return; }
    if (count() < MOST_POINTS) { stroke.push([x, y]); }
  }

  function begin(x, y) {
    if (strokes.length >= MOST_STROKES || count() >= MOST_POINTS) { return false; }
    strokes.push([]);
    put(x, y);
    return true;
  }

  function place(event) {
    var box = pad.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * WIDTH, (event.clientY - box.top) / box.height * HEIGHT];
  }

  pad.addEventListener("pointerdown", function (event) {
    if (event.button || down) { return; }
    event.preventDefault();
    var at = place(event);
    down = begin(at[0], at[1]);
    keys.down = false;
    try { pad.setPointerCapture(event.pointerId); } catch (fault) { /* an old browser draws on the pad alone */ }
    draw();
  });
  pad.addEventListener("pointermove", function (event) {
    if (!down) { return; }
    var every = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (every.length ? every : [event]).forEach(function (each) {
      var at = place(each);
      put(at[0], at[1]);
    });
    draw();
  });
  function lift() {
    if (down) { down = false; keep(); draw(); }
  }
  pad.addEventListener("pointerup", lift);
  pad.addEventListener("pointercancel", lift);

  var MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  pad.addEventListener("keydown", function (event) {
    var move = MOVES[event.key];
    if (move) {
      keys.x = Math.max(0, Math.min(WIDTH, keys.x + move[0] * STEP));
      keys.y = Math.max(0, Math.min(HEIGHT, keys.y + move[1] * STEP));
      if (keys.down) { put(keys.x, keys.y); }
    } else if (event.key === " ") {
      keys.down = !keys.down && begin(keys.x, keys.y);
    } else {
      return;
    }
    event.preventDefault();
    keep();
    draw();
  });
  pad.addEventListener("focus", draw);
  pad.addEventListener("blur", function () { keys.down = false; draw(); });

  clear.addEventListener("click", function () {
    strokes = [];
    keys = { x: 500, y: 200, down: false };
    keep();
    draw();
    pad.focus();
  });
  window.addEventListener("resize", draw);

  strokes = read(kept.value);
  Array.prototype.forEach.call(document.querySelectorAll("[data-needs-script]"), function (each) {
    each.hidden = each.getAttribute("data-needs-script") === "no";
  });
  keep();
  draw();
}());

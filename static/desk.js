/* Keys for those who work here all day, and shorter forms.  Every page works without it. */
(function () {
  "use strict";
  document.documentElement.classList.add("scripted");

  function each(selector, visit) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), visit);
  }

  each(".ask", function (ask) {
    var tick = ask.querySelector("input[type=checkbox]");
    function show() { ask.classList.toggle("ticked", tick.checked); }
    tick.addEventListener("change", show);
    show();
  });

  function move(step) {
    var cases = Array.prototype.slice.call(document.querySelectorAll("[data-case]"));
    var here = cases.findIndex(function (link) { return link.hasAttribute("aria-current"); });
    var there = cases[here < 0 ? 0 : here + step];
    if (there) { window.location.assign(there.href); }
  }

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) { return; }
    var key = event.key.toLowerCase();
    if (key === "j") { move(1); return; }
    if (key === "k") { move(-1); return; }
    var act = document.querySelector("[data-key='" + (/^[a-z]$/.test(key) ? key : "") + "']");
    if (!act) { return; }
    event.preventDefault();
    if (act.tagName !== "A") { act.focus(); return; } /* no single key decides anything */
    act.click();
    var sheet = document.querySelector(".sheet:target");
    var field = sheet && sheet.querySelector("input:not([type=hidden]), textarea");
    if (field) { field.focus(); }
  });
}());

/* Compares a file with the registered original, on this device: nothing is sent anywhere. */
(function () {
  "use strict";
  var box = document.querySelector("[data-sha256]");
  if (!box || !window.crypto || !window.crypto.subtle || !window.FileReader) { return; }

  var drop = box.querySelector(".drop");
  var input = box.querySelector("input[type=file]");
  var LARGEST = 32 * 1024 * 1024;

  function tell(result) {
    Array.prototype.forEach.call(box.querySelectorAll("[data-result]"), function (each) {
      each.hidden = each.getAttribute("data-result") !== result;
    });
  }

  function hex(buffer) {
    return Array.prototype.map.call(new Uint8Array(buffer), function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }

  function compare(file) {
    tell("");
    if (file.size > LARGEST) { tell("other"); return; }
    var reader = new FileReader();
    reader.onerror = function () { tell("unread"); };
    reader.onload = function () {
      window.crypto.subtle.digest("SHA-256", reader.result).then(function (digest) {
        tell(hex(digest) === box.getAttribute("data-sha256") ? "same" : "other");
      }, function () { tell("unread"); });
    };
    reader.readAsArrayBuffer(file);
  }

  function over(on) {
    return function (event) {
      event.preventDefault();
      drop.classList.toggle("over", on);
    };
  }

  input.addEventListener("change", function () {
    if (input.files.length) { compare(input.files[0]); }
    input.value = "";
  });
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", function (event) {
    over(false)(event);
    if (event.dataTransfer.files.length) { compare(event.dataTransfer.files[0]); }
  });
  Array.prototype.forEach.call(box.querySelectorAll("[data-needs-script]"), function (each) {
    each.hidden = each.getAttribute("data-needs-script") === "no";
  });
}());

// Tells the page what changed: the server sends the name of what did, htmx fetches it. Nothing here is needed to read.
"use strict";
(function () {
  const log = document.getElementById("log");
  // The newest message from its beginning, with the question that it answers: a verdict stands at the top.
  const toNewest = () => {
    const newest = log && log.querySelector(".post:last-child");
    if (!newest) { return; }
    const before = newest.previousElementSibling;
    const first = before && before.classList.contains("own") ? before : newest;
    log.scrollTop = first.offsetTop - log.offsetTop - 8;
  };
  toNewest();
  document.body.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target === log) { toNewest(); } });
  document.addEventListener("keydown", (event) => {
    const typed = event.target;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && typed.id === "question") {
      event.preventDefault();
      typed.form.requestSubmit();
    }
  });
  const elsewhere = document.querySelector("[data-clauses-elsewhere]");
  if (elsewhere && window.location.hash) {
    window.location.replace("/protocol?clause=" + window.location.hash.slice(1).replace(/[&+]/g, encodeURIComponent));
  }
  const zone = document.querySelector(".drop");
  if (zone) {
    const given = zone.querySelector("input");
    const over = (event) => { event.preventDefault(); zone.classList.toggle("over", event.type === "dragover"); };
    ["dragover", "dragleave", "drop"].forEach((kind) => zone.addEventListener(kind, over));
    const weigh = () => given.setCustomValidity(given.files.length && given.files[0].size > 2097152 ? zone.dataset.tooLarge : "");
    given.addEventListener("change", weigh);
    zone.addEventListener("drop", (event) => { if (event.dataTransfer.files.length) { given.files = event.dataTransfer.files; weigh(); } });
    zone.classList.add("ready");
  }
  const name = document.body.dataset.live;
  if (!name) { return; }
  const fetchAnew = () => {
    const typing = Array.from(document.querySelectorAll("#case textarea")).some((text) => text.value || text === document.activeElement);
    const stale = document.getElementById("stale");
    if (typing && stale) { stale.hidden = false; } else { htmx.trigger(document.body, name); }
  };
  // A stream that is cut off is opened anew by the browser; one that is refused is not: what is fetched then says why.
  const listen = () => {
    const stream = new EventSource("/live/" + name + "?seen=" + encodeURIComponent(document.body.dataset.seen));
    stream.onmessage = fetchAnew;
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) { fetchAnew(); window.setTimeout(listen, 10000); }
    };
  };
  listen();
})();

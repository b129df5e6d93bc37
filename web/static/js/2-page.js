/* The page around: dialogs, toasts, copying, the search key, and the live tail. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const dialog = $("#dialog");

  function toast(title, message, bad) {
    const box = document.createElement("div");
    box.className = bad ? "toast bad" : "toast";
    for (const [tag, text] of [["b", title], ["span", message]]) {
      if (!text) continue;
      const line = document.createElement(tag);
      line.textContent = text;
      box.append(line);
    }
    if (bad) box.setAttribute("role", "alert");
    $("#toasts").append(box);
    setTimeout(() => box.remove(), bad ? 8000 : 4000);
  }
  if (document.body.dataset.flash) toast(document.body.dataset.flash);

  /* What is shown is fetched again and only the middle of the page is replaced: scrolling and the address stay. */
  function refresh() {
    return htmx.ajax("GET", location.pathname + location.search, { target: "#main", select: "#main", swap: "outerHTML" });
  }
  document.addEventListener("km:done", (event) => {
    if (dialog && dialog.open) { delete dialog.dataset.changed; dialog.close(); }
    toast(event.detail.say);
    refresh();
  });
  document.addEventListener("km:toast", (event) => toast(event.detail.title, event.detail.message, true));
  document.addEventListener("htmx:responseError", (event) => {
    const xhr = event.detail.xhr;
    if (!xhr.getResponseHeader("HX-Trigger") && !xhr.getResponseHeader("HX-Redirect")) toast("The server could not do that", `It answered ${xhr.status}.`, true);
  });
  document.addEventListener("htmx:sendError", () => toast("No connection", "The server does not answer. Nothing was changed.", true));

  if (dialog) {
    dialog.addEventListener("htmx:afterSwap", () => {
      if (!dialog.open) dialog.showModal();
      if ($("[data-changed]", dialog)) dialog.dataset.changed = "1";
      const first = $("[autofocus]", dialog);
      if (first) first.focus();
    });
    dialog.addEventListener("close", () => {
      dialog.replaceChildren();
      if (dialog.dataset.changed) { delete dialog.dataset.changed; refresh(); }
    });
    // A press on the backdrop closes it, unless something is being typed or a secret is shown.
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog && !$("form input:not([type=hidden]), [data-changed]", dialog)) dialog.close();
    });
  }

  async function copy(button) {
    const source = $(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      $("span", button).textContent = "Copied";
      toast("Copied");
    } catch {
      getSelection().selectAllChildren(source);
      toast("Press Ctrl+C to copy");
    }
  }
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const button = target.closest("[data-copy]");
    if (button) copy(button);
    if (target.closest("[data-close]") && dialog && dialog.open && dialog.contains(target)) {
      event.preventDefault();
      dialog.close();
    }
    const add = target.closest("[data-add]");
    if (add) {
      const list = $(add.dataset.add), row = list.lastElementChild.cloneNode(true);
      row.querySelectorAll("input, select").forEach((field) => { field.value = field.tagName === "SELECT" ? field.options[0].value : ""; });
      list.append(row);
      $("input, select", row).focus();
    }
    const remove = target.closest("[data-remove]");
    if (remove) {
      const row = remove.closest(remove.dataset.remove);
      if (row.parentElement.children.length > 1) row.remove();
      else row.querySelectorAll("input").forEach((field) => { field.value = ""; });
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = $("[data-hotkey='/']");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    const find = event.target instanceof Element && event.target.closest(".find");
    if (find && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const stops = [$("input", find), ...find.querySelectorAll(".found a")];
      const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    }
    if (event.key === "Escape") {
      if (find) { document.activeElement.blur(); }
      else if (location.hash === "#side") location.hash = "main";
    }
  });

  /* The live tail: the stream is open only while somebody looks, and the list keeps so many rows. */
  const ROWS_MAX = 200;
  let paused = false;
  function setTail(open) {
    const feed = $("#feed"), spot = $("#tail");
    if (!open && feed) {
      htmx.trigger(feed, "htmx:beforeCleanupElement"); // which the extension closes its stream by; removing alone does not
      feed.remove();
      return;
    }
    if (open && !feed && spot) {
      const made = document.createElement("div");
      made.id = "feed";
      made.setAttribute("hx-ext", "sse");
      made.setAttribute("sse-connect", spot.dataset.stream);
      const sink = document.createElement("div");
      sink.setAttribute("sse-swap", "call");
      sink.setAttribute("hx-target", "#tail-rows");
      sink.setAttribute("hx-swap", "afterbegin");
      made.append(sink);
      spot.append(made);
      htmx.process(made);
    }
  }
  const tail = () => $("#tail");
  const follow = () => { if (tail()) setTail(!paused && document.visibilityState === "visible"); };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => setTail(false));
  addEventListener("pageshow", follow);
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-pause]");
    if (!button) return;
    paused = !paused;
    button.setAttribute("aria-pressed", String(paused));
    $("span", button).textContent = paused ? "Resume" : "Pause";
    button.closest(".card").classList.toggle("paused", paused);
    follow();
  });
  document.addEventListener("htmx:sseMessage", () => {
    const rows = $("#tail-rows");
    while (rows && rows.children.length > ROWS_MAX) rows.lastElementChild.remove();
    const waiting = $("#tail-waiting");
    if (waiting && rows && rows.children.length) waiting.remove();
  });
})();

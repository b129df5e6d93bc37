"use strict";
/* Charts: what a pointer or the keyboard visits, and dragging over days to look closer. The drawing is the server's. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const make = (tag, cls, text) => {
    const element = document.createElement(tag);
    if (cls) element.className = cls;
    if (text != null) element.textContent = text;
    return element;
  };
  // Quantities are decimals of any length: they are grouped as text, never turned into floating point.
  const grouped = (text) => {
    const [whole, part] = text.split(".");
    const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    const rest = (part || "").replace(/0+$/, "");
    return rest ? `${digits}.${rest}` : digits;
  };
  const plusDays = (iso, days) => {
    const day = new Date(`${iso}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(0, 10);
  };

  function chart(root) {
    if (root.dataset.ready) return;
    root.dataset.ready = "1";
    const plot = $(".chart-plot", root), band = $("[data-band]", root), brush = $("[data-brush]", root);
    const labels = JSON.parse(root.dataset.labels), series = JSON.parse(root.dataset.series), count = labels.length;
    const bars = [...plot.querySelectorAll("g")];
    const tip = make("div", "tip");
    tip.setAttribute("aria-live", "polite");
    root.append(tip);
    let at = -1, from = null;
    const clamp = (index) => Math.max(0, Math.min(count - 1, index));
    const indexOf = (event) => {
      const box = plot.getBoundingClientRect();
      return clamp(Math.floor(((event.clientX - box.left) / box.width) * count));
    };

    function show(index) {
      if (index === at) return;
      at = index;
      bars.forEach((bar, each) => bar.classList.toggle("hot", each === index));
      band.setAttribute("x", `${(index * 100) / count}%`);
      tip.replaceChildren(make("b", "t", labels[index]));
      for (const one of series) {
        const row = make("div");
        row.append(make("i", `sw ${one.cls}`), one.name, make("b", "", grouped(one.values[index])));
        tip.append(row);
      }
      root.classList.add("on");
      tip.classList.add("on");
      const inner = plot.getBoundingClientRect(), outer = root.getBoundingClientRect(), width = tip.offsetWidth;
      const middle = inner.left - outer.left + (inner.width * (index + 0.5)) / count, gap = inner.width / count / 2 + 10;
      const fits = middle + gap + width <= outer.width;
      tip.style.transform = `translate(${Math.max(0, fits ? middle + gap : middle - gap - width)}px, 8px)`;
    }
    function hide() {
      at = -1;
      root.classList.remove("on");
      tip.classList.remove("on");
    }
    function select(first, last) {
      brush.removeAttribute("hidden");
      brush.setAttribute("x", `${(first * 100) / count}%`);
      brush.setAttribute("width", `${((last - first + 1) * 100) / count}%`);
    }
    function zoom(first, last) {
      const box = root.closest("[data-zoom]");
      if (!box || first === last) return;
      const query = new URLSearchParams(location.search);
      query.delete("days");
      query.set("from", plusDays(box.dataset.first, first));
      query.set("to", plusDays(box.dataset.first, last));
      const url = `${box.dataset.zoom}?${query}`;
      htmx.ajax("GET", url, { source: box, target: `#${box.id}`, swap: "outerHTML", push: "true" })
        .then(() => history.replaceState({ htmx: true }, "", url));
    }

    plot.addEventListener("pointermove", (event) => {
      const index = indexOf(event);
      show(index);
      if (from !== null) select(Math.min(from, index), Math.max(from, index));
    });
    plot.addEventListener("pointerleave", () => { if (from === null) hide(); });
    plot.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      from = indexOf(event);
      plot.setPointerCapture(event.pointerId);
    });
    plot.addEventListener("pointerup", (event) => {
      const first = from, last = indexOf(event);
      from = null;
      brush.setAttribute("hidden", "");
      if (first !== null) zoom(Math.min(first, last), Math.max(first, last));
    });
    // Shift and the arrows choose days, Enter looks closer at them.
    let anchor = null;
    plot.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -count, End: count }[event.key];
      if (step) {
        event.preventDefault();
        const before = at;
        show(clamp(at >= 0 ? at + step : { ArrowRight: 0, Home: 0 }[event.key] ?? count - 1));
        if (event.shiftKey) {
          if (anchor === null) anchor = before < 0 ? at : before;
          select(Math.min(anchor, at), Math.max(anchor, at));
        } else { anchor = null; brush.setAttribute("hidden", ""); }
      }
      if (event.key === "Enter" && anchor !== null) zoom(Math.min(anchor, at), Math.max(anchor, at));
      if (event.key === "Escape") { anchor = null; brush.setAttribute("hidden", ""); hide(); }
    });
    plot.addEventListener("blur", hide);
  }

  const init = (root) => {
    if (root.matches && root.matches("[data-chart]")) chart(root);
    if (root.querySelectorAll) root.querySelectorAll("[data-chart]").forEach(chart);
  };
  init(document);
  document.addEventListener("htmx:load", (event) => init(event.detail.elt));
})();

// Every [data-map] of a page: the drawing of the city, proposals as numbered pins with the list in step,
// or a place to pick. Leaflet comes only when a map is about to be seen. See templates/components/map.html.
import { areaAt } from "./geometry.js";
import { fill } from "./texts.js";

const MAX_ZOOM = 18;

async function leaflet(box) {
  if (!window.L?.markerClusterGroup) {
    for (const href of box.dataset.styles.split(" ")) {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
      document.head.prepend(link); // before ours, which has the last word
      await new Promise((done) => { link.onload = link.onerror = done; });
    }
    await import(new URL(box.dataset.leaflet, location.href).href);
    await import(new URL(box.dataset.cluster, location.href).href);
  }
  return window.L;
}

async function json(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function drawCity(L, map, city) {
  const order = { district: 0, green: 1, water: 2, region: 3 };
  const features = [...city.features].sort((a, b) => order[a.properties.kind] - order[b.properties.kind]);
  const current = features.filter((feature) => feature.properties.current);
  const classes = ({ kind, current }, geometry) => {
    const line = /LineString$/.test(geometry.type);
    return `map-area map-area--${line ? "line" : kind}${current ? " is-current" : ""}`;
  };
  const layer = (shown, className) => L.geoJSON({ type: "FeatureCollection", features: shown }, {
    interactive: false,
    style: (feature) => ({ className: className || classes(feature.properties, feature.geometry) }),
    onEachFeature: (feature, shape) => {
      shape.on("add", () => {
        if (feature.properties.accent) shape.getElement()?.setAttribute("data-accent", feature.properties.accent);
      });
    },
  }).addTo(map);
  const whole = layer(features);
  const outline = layer(current, "map-area map-area--outline"); // on top, so that no neighbour covers it
  return (current.length ? outline : whole).getBounds();
}

function name(element, text) {
  element?.setAttribute("role", "button");
  element?.setAttribute("aria-label", text);
  if (element) element.title = text;
}

function inStep(markers, cluster) {
  // A card that is pointed at or focused marks its pin, or the cluster that hides it.
  const shown = (marker) => (cluster.getVisibleParent(marker) || marker).getElement?.();
  for (const [id, marker] of markers) {
    const card = document.querySelector(`[data-proposal="${id}"]`);
    if (!card) continue;
    const mark = (on) => () => {
      for (const old of document.querySelectorAll(".map-pin.is-current, .map-cluster.is-current")) old.classList.remove("is-current");
      if (on) shown(marker)?.classList.add("is-current");
    };
    for (const event of ["mouseenter", "focusin"]) card.addEventListener(event, mark(true));
    for (const event of ["mouseleave", "focusout"]) card.addEventListener(event, mark(false));
    marker.on("popupopen", () => card.classList.add("is-current"));
    marker.on("popupclose", () => card.classList.remove("is-current"));
  }
}

function pins(L, map, box, rows) {
  const cluster = L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 44,
    iconCreateFunction: (group) => L.divIcon({ html: String(group.getChildCount()), className: "map-cluster", iconSize: [40, 40] }),
  });
  const markers = new Map();
  for (const [id, number, lon, lat, title, url] of rows) {
    if (lon === null || lat === null) continue;
    const icon = L.divIcon({ html: String(number), className: "map-pin", iconSize: [34, 34], iconAnchor: [0, 34] });
    const marker = L.marker([lat, lon], { icon, riseOnHover: true });
    marker.on("add", () => name(marker.getElement(), fill(box.dataset.textProposal, { number, title })));
    const link = Object.assign(document.createElement("a"), { href: url, textContent: fill(box.dataset.textProposal, { number, title }) });
    marker.bindPopup(link, { offset: [17, -26] });
    markers.set(String(id), marker);
  }
  const label = (layer) => {
    if (layer.getChildCount) name(layer.getElement?.(), fill(box.dataset.textCluster, { count: layer.getChildCount() }));
  };
  cluster._featureGroup?.on("layeradd", (event) => label(event.layer));
  cluster.addLayers([...markers.values()]);
  map.addLayer(cluster);
  inStep(markers, cluster);
  return cluster;
}

function picker(L, map, box, city) {
  const [lonField, latField] = [box.dataset.lon, box.dataset.lat].map((id) => document.getElementById(id));
  const said = box.querySelector("[data-map-said]");
  const button = box.querySelector("[data-map-centre]");
  const icon = L.divIcon({ className: "map-pin map-pin--picked", iconSize: [34, 34], iconAnchor: [0, 34] });
  const marker = L.marker([0, 0], { icon, draggable: true, keyboard: false });
  const say = (lon, lat) => {
    const area = areaAt(city, lon, lat);
    if (!area) said.textContent = box.dataset.textNowhere;
    else said.textContent = fill(area.allowed ? box.dataset.textPicked : box.dataset.textOutside, { area: area.name });
  };
  const pick = ({ lat, lng }) => {
    marker.setLatLng([lat, lng]).addTo(map);
    lonField.value = lng.toFixed(6);
    latField.value = lat.toFixed(6);
    for (const field of [lonField, latField]) field.dispatchEvent(new Event("change", { bubbles: true }));
    say(lng, lat);
  };
  map.on("click", (event) => pick(event.latlng));
  marker.on("dragend", () => pick(marker.getLatLng()));
  button.hidden = false;
  button.addEventListener("click", () => pick(map.getCenter()));
  box.querySelector("[data-map-frame]").append(cross());
  const [lon, lat] = [lonField.value, latField.value].map((text) => Number(text.replace(",", ".")));
  if (lonField.value && latField.value && Number.isFinite(lon) && Number.isFinite(lat)) {
    marker.setLatLng([lat, lon]).addTo(map);
    map.setView([lat, lon], Math.max(map.getZoom(), 13));
    say(lon, lat);
  }
}

// Marks the middle of the map for those who move it by keyboard.
function cross() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 40 40");
  svg.setAttribute("class", "map__cross");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M19 2h2v13h-2zM19 25h2v13h-2zM2 19h13v2H2zM25 19h13v2H25z");
  svg.append(path);
  return svg;
}

async function start(box) {
  const [L, city, proposals] = await Promise.all([
    leaflet(box), json(box.dataset.city), box.dataset.url ? json(box.dataset.url) : { proposals: [] },
  ]);
  const frame = box.querySelector("[data-map-frame]");
  frame.replaceChildren(); // the drawing that stood in
  const map = L.map(frame, { maxZoom: MAX_ZOOM, minZoom: 8, zoomSnap: 0.5, scrollWheelZoom: false, zoomControl: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: box.dataset.textZoomIn, zoomOutTitle: box.dataset.textZoomOut }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  map.setView([0, 0], 10);
  if (box.dataset.tiles) {
    L.tileLayer(box.dataset.tiles, { maxZoom: MAX_ZOOM, attribution: box.dataset.attribution }).addTo(map);
    frame.classList.add("has-tiles");
  }
  const bounds = drawCity(L, map, city);
  map.fitBounds(bounds, { padding: [12, 12] });
  map.setMaxBounds(L.geoJSON(city).getBounds().pad(1));
  if (box.dataset.url) pins(L, map, box, proposals.proposals);
  if ("pick" in box.dataset) picker(L, map, box, city);
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    start(target).catch(() => {
      target.classList.add("is-failed");
      target.querySelector("[data-map-said]").textContent = target.dataset.textFailed;
    });
  }
}, { rootMargin: "300px" });

for (const box of document.querySelectorAll("[data-map]")) seen.observe(box);

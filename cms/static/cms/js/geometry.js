// Which of the city's areas holds a point; the server decides, this only says it at once.

function inRing(ring, lon, lat) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[j];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

export function contains(geometry, lon, lat) {
  if (!geometry || !/Polygon$/.test(geometry.type)) return false;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some(([outer, ...holes]) => inRing(outer, lon, lat) && !holes.some((hole) => inRing(hole, lon, lat)));
}

// The districts that are current, or all where none is; null: the point lies outside of the city.
export function areaAt(city, lon, lat) {
  const areas = city.features.filter((area) => area.properties.kind === "district");
  const found = areas.find((area) => contains(area.geometry, lon, lat));
  if (!found) return null;
  const limited = areas.some((area) => area.properties.current);
  return { name: found.properties.name, allowed: !limited || Boolean(found.properties.current) };
}

// The live ballot: counts what is chosen, keeps an interrupted choice on this device, searches in place.
// The server counts again; without this file the form works all the same.
import { fill, money } from "./texts.js";

const KEEP_DAYS = 3; // shared computers: a forgotten choice does not stay for long

export function sums(boxes) {
  const chosen = boxes.filter((box) => box.checked);
  return { count: chosen.length, cents: chosen.reduce((sum, box) => sum + Number(box.dataset.cents || 0), 0) };
}

export function stored(text, now) {
  try {
    const kept = JSON.parse(text);
    return now - kept.at < KEEP_DAYS * 864e5 && Array.isArray(kept.choices) ? kept.choices.map(String) : [];
  } catch {
    return [];
  }
}

function start(form) {
  const boxes = [...form.querySelectorAll('input[type="checkbox"][name="choices"]')];
  const bar = form.querySelector("[data-ballot-bar]");
  const clear = form.querySelector("[data-ballot-clear]");
  const meter = form.querySelector("[data-ballot-fill]");
  const key = `ballot:${form.dataset.digest}`;
  const limit = Number(form.dataset.limit || 0);
  const pot = Number(form.dataset.potCents || 0);
  const knapsack = form.dataset.type === "knapsack";
  const say = bar ? bar.dataset : {};
  let kept = false;

  const restore = () => {
    if (boxes.some((box) => box.checked)) return; // the server knows better
    const choices = stored(localStorage.getItem(key), Date.now());
    for (const box of boxes) box.checked = choices.includes(box.value);
    kept = boxes.some((box) => box.checked);
  };

  const keep = () => {
    const choices = boxes.filter((box) => box.checked).map((box) => box.value);
    if (choices.length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), choices }));
    else localStorage.removeItem(key);
  };

  const lines = ({ count, cents }) => {
    const facts = { count, limit, spent: money(cents), pot: money(pot), left: money(pot - cents), over: money(cents - pot) };
    const over = knapsack && cents > pot;
    const first = knapsack ? fill(say.textMoney, facts) : fill(say.textChosen, facts);
    let second = knapsack ? fill(over ? say.textOver : say.textLeft, facts) : money(cents);
    if (limit && count >= limit && !over) second = say.textFull;
    return [first, kept ? `${second} · ${say.textKept}` : second];
  };

  const show = () => {
    const now = sums(boxes);
    const full = limit > 0 && now.count >= limit;
    for (const box of boxes) box.disabled = full && !box.checked;
    if (bar) {
      const [first, second] = lines(now);
      const small = document.createElement("small");
      small.textContent = second;
      bar.replaceChildren(first, small);
      bar.closest(".ballot-bar")?.classList.toggle("is-over", knapsack && now.cents > pot);
    }
    const share = knapsack ? now.cents / (pot || 1) : now.count / (limit || 1);
    meter?.setAttribute("width", `${Math.min(100, Math.round(share * 100))}%`);
    if (clear) clear.hidden = now.count === 0;
  };

  form.addEventListener("change", (event) => {
    if (!boxes.includes(event.target)) return;
    kept = false;
    keep();
    show();
  });
  clear?.addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    kept = false;
    keep();
    show();
    boxes[0]?.focus();
  });
  restore();
  show();
  search(form, boxes, bar);
}

// <input type="search" data-ballot-search> hides the rows that do not hold the words; chosen rows stay.
function search(form, boxes, bar) {
  const field = document.querySelector("[data-ballot-search]");
  if (!field) return;
  const found = document.querySelector("[data-ballot-found]");
  const fold = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
  const rows = boxes.map((box) => ({ box, row: box.closest("[data-ballot-row]") || box.closest("li"), text: "" }));
  for (const entry of rows) entry.text = fold(entry.row?.textContent || "");
  const filter = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { box, row, text } of rows) {
      const fits = words.every((word) => text.includes(word));
      if (row) row.hidden = !fits && !box.checked;
      if (fits) count += 1;
    }
    if (found) found.textContent = words.length && bar ? fill(bar.dataset.textFound, { count }) : "";
  };
  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // never sends the ballot
  });
}

for (const form of document.querySelectorAll("form[data-ballot]")) start(form);
// The receipt: what was kept for this paper is no longer needed.
for (const receipt of document.querySelectorAll("[data-ballot-cast]")) {
  localStorage.removeItem(`ballot:${receipt.dataset.ballotCast}`);
}

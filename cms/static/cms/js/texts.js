// Words and sums as the page's language writes them.

export const language = document.documentElement.lang || "de";

// "No. {number}: {title}" with its values put in.
export function fill(text, values) {
  return (text || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// 1240000 -> "12.400 €"; cents only where there are any.
export function money(cents) {
  const digits = cents % 100 === 0 ? 0 : 2;
  return new Intl.NumberFormat(language, {
    style: "currency", currency: "EUR", minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(cents / 100);
}

// Checks a receipt against the downloaded file of a shut box, in this browser alone: it sends nothing anywhere.
// The hashes and signatures are those of voting/hashing.py, voting/merkle.py and voting/signing.py.

const RECEIPT = 'smarte-partizipation/receipt/1';
const HEAD = 'smarte-partizipation/head/1';
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const STEP = 500;
const text = new TextEncoder();

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (array) => Array.from(array, (byte) => byte.toString(16).padStart(2, '0')).join('');
const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest('SHA-256', data));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const node = (left, right) => sha256(joined([1], left, right));
export const leafOf = async (paper, code, choices) =>
  hex(await sha256(joined([0], text.encode(JSON.stringify([paper, code, choices])))));

/** A tree that only grows, with the roots of its full parts (voting.merkle.Frontier). */
export class Frontier {
  size = 0;
  peaks = [];

  async append(leaf) {
    let here = leaf;
    for (let full = this.size; full % 2; full = Math.floor(full / 2)) here = await node(this.peaks.pop(), here);
    this.peaks.push(here);
    this.size += 1;
  }

  async root() {
    if (!this.peaks.length) return sha256(new Uint8Array());
    let here = this.peaks[this.peaks.length - 1];
    for (const peak of this.peaks.slice(0, -1).reverse()) here = await node(peak, here);
    return here;
  }
}

/** true, false, or null where this browser does not know this kind of signature. */
export const isSigned = async (key, message, signature) => {
  try {
    const raw = Uint8Array.from(atob(signature.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const open = await crypto.subtle.importKey('raw', bytes(key), { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'Ed25519' }, open, raw, message);
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotSupportedError' ? null : false;
  }
};

/** A receipt as people type its code, or bring the whole line; null where it cannot be one. */
export const read = (given) => {
  const line = given.replace(/\s/g, '').match(/SP1\.([0-9A-Z]{16})\.([0-9a-f]{64})\.([\w-]{86}|)/);
  if (line) return { code: line[1], leaf: line[2], signature: line[3] };
  const typed = given.toUpperCase().replace(/[\s\-‐‑–—]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
  const isCode = typed.length === 16 && [...typed].every((letter) => ALPHABET.includes(letter));
  return isCode ? { code: typed, leaf: '', signature: '' } : null;
};

/** The first fault of the file's heads, leaves and ballots as [what, place], or null. */
export const faultOf = async (box) => {
  const tree = new Frontier();
  let previous = '';
  for (const head of box.heads) {
    const message = text.encode(JSON.stringify([HEAD, box.paper, head.size, head.root, previous, head.at]));
    if (head.previous !== previous || (await isSigned(box.public_key, message, head.signature)) === false) return ['head', head.size];
    while (tree.size < head.size && tree.size < box.leaves.length) await tree.append(bytes(box.leaves[tree.size]));
    if (tree.size !== head.size || hex(await tree.root()) !== head.root) return ['head', head.size];
    previous = hex(await sha256(message));
  }
  if (tree.size !== box.leaves.length || tree.size !== box.closing.leaves) return ['leaf', tree.size];
  return box.ballots ? faultOfBallots(box) : null;
};

const faultOfBallots = async (box) => {
  const known = new Set(box.leaves);
  if (box.ballots.length !== box.closing.ballots) return ['ballots', box.ballots.length];
  for (let start = 0; start < box.ballots.length; start += STEP) {
    const some = box.ballots.slice(start, start + STEP);
    const leaves = await Promise.all(some.map(([code, choices]) => leafOf(box.paper, code, choices)));
    const wrong = leaves.findIndex((leaf) => !known.delete(leaf));
    if (wrong >= 0) return ['ballot', some[wrong][0]];
  }
  return null;
};

/** What became of a receipt: counted, logged (the ballots are not published yet), replaced, missing, unknown. */
export const findingOf = async (box, receipt) => {
  const own = box.ballots?.find(([code]) => code === receipt.code);
  const leaf = own ? await leafOf(box.paper, ...own) : '';
  if (own && (!receipt.leaf || receipt.leaf === leaf)) return { finding: 'counted', choices: own[1] };
  if (!receipt.leaf) return { finding: 'unknown' };
  const message = text.encode(JSON.stringify([RECEIPT, box.paper, receipt.leaf]));
  if ((await isSigned(box.public_key, message, receipt.signature)) === false) return { finding: 'unknown' };
  if (!box.leaves.includes(receipt.leaf)) return { finding: 'missing' };
  return { finding: box.ballots ? 'replaced' : 'logged' };
};

const form = document.querySelector('[data-receipt-check]');
if (form) {
  const say = (name, facts = {}) => {
    for (const line of document.querySelectorAll('[data-say]')) line.hidden = line.dataset.say !== name;
    for (const [key, value] of Object.entries(facts))
      for (const place of document.querySelectorAll(`[data-fill="${key}"]`)) place.textContent = value;
  };

  const check = async () => {
    const receipt = read(form.elements.receipt.value);
    const file = form.elements.box.files[0];
    if (!file) return say('no-file');
    if (!receipt) return say('no-receipt');
    say('working');
    const box = JSON.parse(await file.text());
    if (box.format !== 'smarte-log-1') return say('no-box');
    const fault = await faultOf(box);
    if (fault) return say('broken', { fault: fault.join(' ') });
    const { finding, choices } = await findingOf(box, receipt);
    const last = box.heads[box.heads.length - 1];
    return say(finding, { choices: choices?.join(', '), root: last?.root, size: box.leaves.length, paper: box.paper });
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    check().catch(() => say('no-box'));
  });
}

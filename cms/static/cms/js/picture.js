// Shows the chosen picture before it is sent, and reminds of its description.
// <input type="file" data-picture data-alt="id of the description's input" data-text-alt="…" data-text-bad="…">

const WIDTH = 960;

async function draw(file) {
  const bitmap = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, WIDTH / bitmap.width);
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

function start(input) {
  const box = document.createElement("div");
  box.className = "picture-preview";
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  input.after(box);
  const alt = document.getElementById(input.dataset.alt || "");

  const remind = () => {
    const missing = input.files.length > 0 && alt && !alt.value.trim();
    note.textContent = missing ? input.dataset.textAlt || "" : "";
    box.querySelector("canvas")?.setAttribute("aria-label", alt?.value || input.files[0]?.name || "");
  };

  input.addEventListener("change", async () => {
    box.replaceChildren();
    const file = input.files[0];
    if (!file) return;
    try {
      const canvas = await draw(file);
      canvas.setAttribute("role", "img");
      box.replaceChildren(canvas, note);
      remind();
    } catch {
      note.textContent = input.dataset.textBad || "";
      box.replaceChildren(note);
    }
  });
  alt?.addEventListener("input", remind);
}

for (const input of document.querySelectorAll('input[type="file"][data-picture]')) start(input);

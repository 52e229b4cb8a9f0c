// Signing out takes a kept, not yet cast choice off this device.
for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("ballot:")) localStorage.removeItem(key);
    }
  });
}

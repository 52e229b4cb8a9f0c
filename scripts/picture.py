"""Takes the picture at the top of the README from the running demo: `python scripts/picture.py ADDRESS`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(address: str) -> None:
    """The home page at 1280 px, as a PNG of 128 colours."""
    from PIL import Image

    from tests.browser import chromium

    target = ROOT / "docs" / "home.png"
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="de-DE")
        page.goto(address, wait_until="networkidle")
        page.screenshot(path=target)
    Image.open(target).convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(target, optimize=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1])

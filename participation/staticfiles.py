"""Front-end files out of node_modules: only the few that pages ask for, under ``vendor/``."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# address below /static/vendor/ -> file or folder below node_modules
WANTED = {
    "kern/kern.min.css": "@kern-ux/native/dist/kern.min.css",
    "fonts/fira-sans-400.woff2": "@fontsource/fira-sans/files/fira-sans-latin-400-normal.woff2",
    "fonts/fira-sans-600.woff2": "@fontsource/fira-sans/files/fira-sans-latin-600-normal.woff2",
    "fonts/fira-sans-ext-400.woff2": "@fontsource/fira-sans/files/fira-sans-latin-ext-400-normal.woff2",
    "fonts/fira-sans-ext-600.woff2": "@fontsource/fira-sans/files/fira-sans-latin-ext-600-normal.woff2",
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.js.map": "leaflet/dist/leaflet.js.map",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images": "leaflet/dist/images",
    "leaflet/leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "leaflet/leaflet.markercluster.js.map": "leaflet.markercluster/dist/leaflet.markercluster.js.map",
    "leaflet/MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
}


class NodeModulesFinder(BaseFinder):
    """Lets Django's static files serve what `npm ci` brought, without copying or committing it."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.BASE_DIR) / "node_modules"
        self.storage = FileSystemStorage(location=self.root)
        self.storage.prefix = ""  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to check: a missing folder is said at set-up, and pages work without the map."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind ``vendor/…``, or nothing."""
        for address, source in WANTED.items():
            prefix = f"vendor/{address}"
            if path == prefix or path.startswith(prefix + "/"):
                found = self.root / (source + path[len(prefix) :])
                if found.is_file():
                    return [str(found)] if find_all else str(found)
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Any]]:
        """Every wanted file with a storage that knows it by its address."""
        for address, source in WANTED.items():
            path = self.root / source
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if file.is_file():
                    suffix = str(file.relative_to(path)) if path.is_dir() else ""
                    yield f"vendor/{address}" + (f"/{suffix}" if suffix else ""), _Renamed(file)


class _Renamed(FileSystemStorage):
    """A storage with one file, whatever name it is asked for."""

    prefix = ""

    def __init__(self, file: Path) -> None:
        super().__init__(location=file.parent)
        self._file = file

    def path(self, name: str) -> str:
        return str(self._file)

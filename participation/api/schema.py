"""What the OpenAPI schema covers."""

from typing import Any


def only_ours(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Leave out what is not below /api/v1/ (Wagtail's admin has endpoints of its own)."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]

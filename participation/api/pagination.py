"""Pages of the API: a size with a maximum."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """50 rows unless asked otherwise, 200 at most."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

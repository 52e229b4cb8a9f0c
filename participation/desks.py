"""Desks: the staff area's lists and items, scoped by area in the query set.

Wagtail's own views do not ask for permissions on a single object, so a desk never hands them one that the person may
not see: list, item and action all read ``Desk.queryset_for(user)`` and each action asks its own rule.
"""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.mixins import AccessMixin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from participation import unsent

Text = str | Promise
TWICE = 24 * 60 * 60  # seconds in which the same form counts once


class Refused(Exception):
    """What an action's ``run`` raises to put a sentence into the form: ``{field or None: sentence}``."""

    def __init__(self, errors: Mapping[str | None, Text]) -> None:
        super().__init__(str(errors))
        self.errors = errors


@dataclass(frozen=True)
class Action:
    """One thing to do with an item: a button, a form, one call of a verb.

    ``allowed(user, item)`` is a rule; ``run(request, item, cleaned_data, at)`` calls the verb and returns the sentence
    shown afterwards, or raises Refused. ``form`` takes ``item`` and ``user`` as keywords where it wants them.
    """

    name: str
    label: Text
    allowed: Callable[[Any, Any], bool]
    run: Callable[[HttpRequest, Any, dict[str, Any], Any], Text]
    form: type[forms.BaseForm] = forms.Form
    form_kwargs: Callable[[HttpRequest, Any], dict[str, Any]] = field(default=lambda request, item: {})
    intro: Text = ""
    primary: bool = False


class StaffOnly(AccessMixin):
    """Lets in whoever may use this desk; others see Wagtail's "no permission"."""

    desk: ClassVar[Desk]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.desk.is_open_to(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class DeskIndex(StaffOnly, IndexView):
    """The list: what waits, until when."""

    results_only = False
    paginate_by = 50
    any_permission_required = None  # StaffOnly asks the desk

    @cached_property
    def columns(self) -> list[Any]:
        first, *rest = self.desk.columns
        name, label = first
        title = TitleColumn(name, label=label, get_url=lambda item: self.desk.item_url(item))
        return [title, *rest]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return gettext("Nothing matches what you are looking for.")
        return str(self.desk.empty)

    @cached_property
    def filters(self) -> Any:
        """Wagtail's filters, offering only what occurs in the person's own list: no hidden round of somebody else."""
        found = super().filters
        for name, choice in found.form.fields.items() if found else ():
            if isinstance(choice, forms.ModelChoiceField) and choice.queryset is not None:
                seen = self.desk.queryset_for(self.request.user).order_by().values(name)
                choice.queryset = choice.queryset.filter(pk__in=seen)
        return found

    def get_base_queryset(self) -> QuerySet[Any]:
        user = self.request.user
        return self.desk.found_by(user, self.search_query) if self.is_searching else self.desk.listed_for(user)

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = Q()
        for name in self.search_fields or [] if self.is_searching else []:
            found |= Q(**{f"{name}__{self.desk.search_lookup}": self.search_query})
        return queryset.filter(found)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"headline": self.desk.headline(self.request.user)}


class ItemPage(StaffOnly, WagtailAdminTemplateMixin):
    """What item and action pages share: the item, found in the query set of the person, and its way back."""

    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def item(self) -> Any:
        return get_object_or_404(self.desk.queryset_for(self.request.user), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.desk.item_title(self.item)

    def get_header_icon(self) -> str:
        return self.desk.icon

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.desk.get_url_name("index")), "label": self.desk.menu_label},
            {"url": self.desk.item_url(self.item), "label": self.desk.item_title(self.item)},
        ]


class DeskItem(ItemPage, TemplateView):
    """One item with all its facts and a button for each action that the person may take now."""

    template_name = "participation/desks/item.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        buttons = [
            {"action": action, "url": reverse(self.desk.get_url_name(action.name), args=[self.item.pk])}
            for action in self.desk.actions
            if action.allowed(user, self.item)
        ]
        return context | {
            "item": self.item,
            "buttons": buttons,
            "has_actions": bool(self.desk.actions),
            "item_template": self.desk.item_template,
            **self.desk.item_context(self.request, self.item),
        }


class DeskAction(ItemPage, FormView):
    """The form of one action; what its verb refuses stands beside the field, and what was typed stays."""

    action: Action
    template_name = "participation/desks/action.html"

    def get_page_title(self) -> str:
        return f"{self.action.label}: {self.desk.item_title(self.item)}"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.desk.is_open_to(request.user) and not self.action.allowed(request.user, self.item):
            return self.not_now(request)
        return super().dispatch(request, *args, **kwargs)

    def not_now(self, request: HttpRequest) -> HttpResponse:
        """A colleague was quicker, or it is not theirs: back to the item, unless something typed would be lost."""
        sentence = gettext("This is not possible now, or not yours to decide.")
        if any(request.POST.get(name, "").strip() for name in self.get_form_class().base_fields):  # type: ignore[attr-defined]
            form: Any = self.get_form()
            form.full_clean()
            form.add_error(None, f"{sentence} {gettext('Nothing was saved. What you wrote is still below.')}")
            return self.form_invalid(form)
        messages.error(request, sentence)
        return redirect(self.desk.item_url(self.item))

    def get_form_class(self) -> type[forms.BaseForm]:
        return self.action.form

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the action gives its form; over it, what somebody typed whose session ended meanwhile."""
        kwargs = super().get_form_kwargs() | self.action.form_kwargs(self.request, self.item)
        return kwargs | {"initial": kwargs.get("initial", {}) | unsent.take(self.request, at=timezone.now())}

    def form_valid(self, form: Any) -> HttpResponse:
        """The act; the same form sent twice (a double click, the way back) acts once."""
        once = self.once()
        if not cache.add(once, True, TWICE):
            messages.warning(self.request, gettext("This form was sent twice. It counts once."))
            return redirect(self.desk.after_action_url(self.item))
        try:
            done = self.action.run(self.request, self.item, form.cleaned_data, timezone.now())
        except Exception as error:
            cache.delete(once)
            if not isinstance(error, Refused):
                raise
            for name, sentence in error.errors.items():
                form.add_error(name if name in form.fields else None, sentence)
            return self.form_invalid(form)
        messages.success(self.request, str(done))
        return redirect(self.desk.after_action_url(self.item))

    def once(self) -> str:
        """Under what the act of this form is remembered; a form without its key is one of its own."""
        try:
            key = uuid.UUID(self.request.POST.get("once", ""))
        except ValueError:
            key = uuid.uuid4()
        return f"desk:{self.request.user.pk}:{key.hex}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = {"item": self.item, "item_url": self.desk.item_url(self.item), "action": self.action}
        facts["once"] = self.request.POST.get("once") or uuid.uuid4()
        return super().get_context_data(**kwargs) | facts


class DeskMenuItem(MenuItem):
    """A menu item that only those see who may use the desk."""

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        self.desk = desk
        super().__init__(
            desk.menu_label,
            desk.menu_url,
            name=desk.name,
            icon_name=desk.icon,
            order=desk.menu_order,
            **kwargs,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return self.desk.is_open_to(request.user)


class Desk(ViewSet, ABC):
    """A list, its items and their actions under ``/verwaltung/<name>/``. Subclass and register as a viewset."""

    name: str
    model: type[Model]
    menu_label: Text = ""
    menu_order = 100
    columns: ClassVar[list[Any]] = []  # the first: (accessor, label) of the title; then Wagtail columns
    actions: tuple[Action, ...] = ()
    list_filter: ClassVar[list[str]] = []
    search_fields: ClassVar[list[str]] = []
    search_lookup = "icontains"
    empty: Text = gettext_lazy("Nothing is waiting here.")
    item_template = ""
    back_to_list = False  # after an action: where items leave the desk with it
    index_template = "participation/desks/index.html"

    @abstractmethod
    def is_open_to(self, user: Any) -> bool:
        """Whether the person may use this desk at all."""

    @abstractmethod
    def queryset_for(self, user: Any) -> QuerySet[Any]:
        """The items that the person may see, with all that list and item page read."""

    def listed_for(self, user: Any) -> QuerySet[Any]:
        """What the list shows before anybody searches: all of it, or less."""
        return self.queryset_for(user)

    def found_by(self, user: Any, words: str) -> QuerySet[Any]:
        """What a search looks through: all that the person may see."""
        return self.queryset_for(user)

    def headline(self, user: Any) -> Text:
        """The first line above the list: what waits, until when."""
        return ""

    def item_context(self, request: HttpRequest, item: Any) -> dict[str, Any]:
        """More for the item's template."""
        return {}

    def item_title(self, item: Any) -> str:
        """What stands above an item's page."""
        return str(item)

    def item_url(self, item: Any) -> str:
        """Address of an item's page."""
        return reverse(self.get_url_name("item"), args=[item.pk])

    def after_action_url(self, item: Any) -> str:
        """Where to go after an action: the item, or the list."""
        return reverse(self.get_url_name("index")) if self.back_to_list else self.item_url(item)

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return DeskMenuItem(self)

    def register_menu_item(self) -> None:
        from wagtail import hooks

        hooks.register("register_admin_menu_item", self.get_menu_item)

    def _view(self, base: type, **attributes: Any) -> Any:
        return type(base.__name__, (base,), {"desk": self, **attributes}).as_view()  # type: ignore[attr-defined]

    def _action_view(self, action: Action) -> Any:
        return unsent.keeps_typed(self._view(DeskAction, action=action))

    def get_urlpatterns(self) -> list[Any]:
        index = {
            "model": self.model,
            "page_title": self.menu_label,
            "header_icon": self.icon,
            "template_name": self.index_template,
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
            "list_filter": self.list_filter or None,
            "search_fields": self.search_fields or None,
            "search_backend_name": None,
            "default_ordering": None,
        }
        return [
            path("", self._view(DeskIndex, **index), name="index"),
            path("results/", self._view(DeskIndex, results_only=True, **index), name="index_results"),
            path("<int:pk>/", self._view(DeskItem), name="item"),
            *(path(f"<int:pk>/{a.name}/", self._action_view(a), name=a.name) for a in self.actions),
        ]

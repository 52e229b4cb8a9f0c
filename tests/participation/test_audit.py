"""The audit log is a chain: whatever is changed, moved or taken out is found."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from participation import audit
from participation.models import LogEntry, LogHead
from tests.factories.participation import DAY, NOON, CityFactory, DistrictFactory, UserFactory


def some_entries(count: int = 4) -> list[LogEntry]:
    city, user = CityFactory(), UserFactory()
    detail = {"title": "Bürgerhaushalt", "cents": 20_000_000, "phases": ["collecting", "voting"], "from": None}
    with transaction.atomic():
        return [
            audit.record(action=f"rounds.act{n}", subject=city, at=NOON + n * DAY, actor=user, area=city, detail=detail)
            for n in range(count)
        ]


@pytest.mark.django_db
class TestRecord:
    def test_an_entry_says_who_did_what_to_what_where_and_when(self) -> None:
        district, user = DistrictFactory(), UserFactory()
        made = audit.record(
            action="rounds.open", subject=district, at=NOON, actor=user, area=district, detail={"title": "Bänke"}
        )
        entry = LogEntry.objects.get()
        facts = (entry.number, entry.at, entry.actor_id, entry.action, entry.subject, entry.area, entry.detail)
        subject = f"participation.Area:{district.pk}"
        assert facts == (1, NOON, user.pk, "rounds.open", subject, district, {"title": "Bänke"})
        assert (entry.previous, entry.digest) == ("", audit.digest(made))

    def test_a_command_has_no_actor_and_the_whole_platform_no_area(self) -> None:
        audit.record(action="areas.load", subject=CityFactory(), at=NOON)
        entry = LogEntry.objects.get()
        assert (entry.actor_id, entry.area, entry.detail) == (None, None, {})

    def test_each_entry_holds_the_digest_of_the_one_before(self) -> None:
        first, second, third = some_entries(3)
        assert [first.number, second.number, third.number] == [1, 2, 3]
        assert [second.previous, third.previous] == [first.digest, second.digest]
        assert (LogHead.objects.get().number, LogHead.objects.get().digest) == (3, third.digest)

    def test_an_act_that_fails_leaves_no_entry_and_no_gap(self) -> None:
        some_entries(1)

        @transaction.atomic
        def act() -> None:
            audit.record(action="rounds.open", subject=CityFactory(), at=NOON)
            raise RuntimeError("the act failed")

        with pytest.raises(RuntimeError, match="the act failed"):
            act()
        assert audit.record(action="rounds.open", subject=CityFactory(), at=NOON).number == 2
        assert audit.first_fault() is None

    def test_the_zone_of_a_moment_does_not_matter(self) -> None:
        entry = some_entries(1)[0]
        entry.at = NOON.astimezone(datetime.timezone(datetime.timedelta(hours=5)))
        assert audit.digest(entry) == LogEntry.objects.get().digest

    def test_what_is_no_json_is_refused(self) -> None:
        with pytest.raises(TypeError):
            audit.record(action="rounds.open", subject=CityFactory(), at=NOON, detail={"at": NOON})


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_entry_needs_the_transaction_of_its_act() -> None:
    with pytest.raises(RuntimeError, match="an act and its log entry belong into one transaction"):
        audit.record(action="rounds.open", subject=CityFactory(), at=NOON)
    assert LogEntry.objects.count() == 0


CHANGES: list[dict[str, Any]] = [
    {"at": NOON - DAY},
    {"at": NOON + datetime.timedelta(microseconds=1)},
    {"actor_id": None},
    {"actor_id": 999_999},
    {"action": "rounds.other"},
    {"subject": "participation.Area:999999"},
    {"area": None},
    {"detail": {}},
    {"detail": {"title": "Bürgerhaushalt", "cents": 20_000_001, "phases": ["collecting", "voting"], "from": None}},
    {"detail": {"title": "Bürgerhaushalt", "cents": 20_000_000, "phases": ["voting", "collecting"], "from": None}},
    {"previous": "0" * 64},
    {"digest": "0" * 64},
    {"number": 99},
]


@pytest.mark.django_db
class TestFirstFault:
    def test_an_empty_log_is_whole(self) -> None:
        assert audit.first_fault() is None

    def test_a_log_is_whole_as_written(self) -> None:
        some_entries()
        assert audit.first_fault() is None

    @pytest.mark.parametrize("number", [1, 2, 4])
    @pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{next(iter(change))}")
    def test_any_change_of_any_entry_is_found(self, number: int, change: dict[str, Any]) -> None:
        some_entries()
        LogEntry.objects.filter(number=number).update(**change)
        assert audit.first_fault() == number

    def test_the_changes_above_cover_every_field(self) -> None:
        fields = {field.attname for field in LogEntry._meta.concrete_fields} - {"id"}
        changed = {LogEntry._meta.get_field(name).attname for change in CHANGES for name in change}  # type: ignore[union-attr]
        assert changed == fields

    @pytest.mark.parametrize("number", [1, 2, 4])
    def test_a_change_with_its_digest_made_anew_is_found_at_the_next(self, number: int) -> None:
        some_entries()
        entry = LogEntry.objects.get(number=number)
        entry.action = "rounds.other"
        LogEntry.objects.filter(pk=entry.pk).update(action=entry.action, digest=audit.digest(entry))
        assert audit.first_fault() == number + 1

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_a_missing_entry_is_found(self, number: int) -> None:
        some_entries()
        LogEntry.objects.filter(number=number).delete()
        assert audit.first_fault() == number

    def test_a_missing_entry_is_found_though_the_others_move_up(self) -> None:
        some_entries()
        LogEntry.objects.filter(number=2).delete()
        for number in (3, 4):
            LogEntry.objects.filter(number=number).update(number=number - 1)
        assert audit.first_fault() == 2

    def test_two_that_change_places_are_found(self) -> None:
        some_entries()
        for before, after in ((2, 77), (3, 2), (77, 3)):
            LogEntry.objects.filter(number=before).update(number=after)
        assert audit.first_fault() == 2

    def test_a_cut_end_is_found_by_the_head(self) -> None:
        some_entries()
        LogEntry.objects.filter(number__gte=3).delete()
        assert audit.first_fault() == 3

    def test_a_log_without_its_head_is_not_whole(self) -> None:
        some_entries()
        LogHead.objects.all().delete()
        assert audit.first_fault() == 5

    def test_an_emptied_log_is_found_by_the_head(self) -> None:
        some_entries()
        LogEntry.objects.all().delete()
        assert audit.first_fault() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twenty_at_once_make_one_chain_without_gaps() -> None:
    """Twenty people begin at the same moment, on a log that is empty: even the head is made once."""
    city, start, faults = CityFactory(), threading.Barrier(20), []

    def act(number: int) -> None:
        try:
            start.wait(timeout=30)
            for turn in range(5):
                with transaction.atomic():
                    audit.record(action=f"act.{number}.{turn}", subject=city, at=NOON)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert list(LogEntry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 101))
    assert len(set(LogEntry.objects.values_list("action", flat=True))) == 100
    assert audit.first_fault() is None

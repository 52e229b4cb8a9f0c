"""The public log of receipts; leaves and heads of it can be added, but neither changed nor deleted."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("voting_leaf", "voting_head")
ACTS = ("UPDATE", "DELETE")
FUNCTION = """
CREATE FUNCTION voting_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the public log only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def guard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(FUNCTION)
    for table in TABLES:
        for act in ACTS:
            head = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW"
            body = (
                "EXECUTE FUNCTION voting_log_only_grows()"
                if postgres
                else "BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END"
            )
            schema_editor.execute(f"{head} {body}")


def unguard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for act in ACTS:
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}" + (f" ON {table}" if postgres else ""))
    if postgres:
        schema_editor.execute("DROP FUNCTION voting_log_only_grows()")


class Migration(migrations.Migration):
    dependencies = [("voting", "0004_result_findings")]
    operations = [
        migrations.AddField(
            model_name="ballotpaper",
            name="public_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ballotpaper",
            name="witnesses",
            field=models.JSONField(blank=True, default=list, verbose_name="witnesses"),
        ),
        migrations.AddField(
            model_name="closing",
            name="leaves",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="PendingLeaf",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pending_leaves",
                        to="voting.ballotpaper",
                    ),
                ),
            ],
            options={"verbose_name": "waiting leaf", "verbose_name_plural": "waiting leaves", "ordering": ["hash"]},
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("place", models.PositiveIntegerField()),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to="voting.ballotpaper"
                    ),
                ),
            ],
            options={"verbose_name": "leaf", "verbose_name_plural": "leaves", "ordering": ["paper", "place"]},
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.PositiveIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("signature", models.CharField(blank=True, max_length=86)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="voting.ballotpaper"
                    ),
                ),
            ],
            options={
                "verbose_name": "head of the log",
                "verbose_name_plural": "heads of the log",
                "ordering": ["paper", "size"],
            },
        ),
        migrations.AddConstraint(
            model_name="leaf",
            constraint=models.UniqueConstraint(fields=("paper", "place"), name="leaf_place_once"),
        ),
        migrations.AddConstraint(
            model_name="head",
            constraint=models.UniqueConstraint(fields=("paper", "size"), name="head_size_once"),
        ),
        migrations.RunPython(guard, unguard),
    ]

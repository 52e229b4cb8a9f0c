"""Papers that were frozen before know their phase, and its hours are those of the paper: they are what counts."""

import django.db.models.deletion
from django.db import migrations, models


def fix_phases(apps, schema_editor):
    BallotPaper = apps.get_model("voting", "BallotPaper")
    Phase = apps.get_model("participation", "Phase")
    for paper in BallotPaper.objects.filter(frozen_at__isnull=False):
        phase = Phase.objects.get(round=paper.round_id, kind="voting")
        phase.starts_at = phase.fixed_starts_at = paper.opens_at
        phase.ends_at = phase.fixed_ends_at = paper.closes_at
        phase.save()
        BallotPaper.objects.filter(pk=paper.pk).update(phase=phase)


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_first"), ("participation", "0003_fixed_hours")]
    operations = [
        migrations.AddField(
            model_name="ballotpaper",
            name="phase",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participation.phase",
            ),
        ),
        migrations.RunPython(fix_phases, migrations.RunPython.noop),
    ]

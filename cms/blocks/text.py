"""Blocks that editors fill: words, pictures, quotations, questions and answers, a call to act."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["h2", "h3", "bold", "ul", "ol", "link", "document-link"]
SMALL_FEATURES = ["bold", "link", "ul", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Headings, paragraphs, lists, links."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**({"features": FEATURES} | kwargs))

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "cms/blocks/text.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its description for those who do not see it, and who made it."""

    picture = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("Description for people who cannot see it"), max_length=250)
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)
    rights = blocks.CharBlock(label=_("Who made it, licence"), max_length=160)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "cms/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said, word for word."""

    text = blocks.TextBlock(label=_("Quotation"), max_length=600, rows=3)
    who = blocks.CharBlock(label=_("Who said it"), max_length=120)

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "cms/blocks/quote.html"


class QuestionBlock(blocks.StructBlock):
    """A question that unfolds its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=160)
    answer = blocks.RichTextBlock(label=_("Answer"), features=SMALL_FEATURES)


class AccordionBlock(blocks.StructBlock):
    """Questions and answers, folded."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    items = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "cms/blocks/accordion.html"


class CallBlock(blocks.StructBlock):
    """One clear next step: a sentence and a button. Its button leads to a page or to an address, not both."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False, rows=2)
    label = blocks.CharBlock(label=_("Words on the button"), max_length=40)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.CharBlock(label=_("or address"), max_length=250, required=False, help_text=_("/runden/ or https://…"))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuses no target, two targets, and addresses a browser would run instead of open."""
        cleaned = super().clean(value)
        url, page = cleaned["url"], cleaned["page"]
        if bool(url) == bool(page):
            message = _("Please choose a page or give an address, one of the two.")
            raise StructBlockValidationError({"url": ValidationError(message)})
        if url and not url.startswith(("/", "https://", "http://", "mailto:")):
            message = _("The address must begin with / or https://.")
            raise StructBlockValidationError({"url": ValidationError(message)})
        return cleaned

    class Meta:
        label = _("Call to act")
        icon = "circle-check"
        template = "cms/blocks/call.html"


class StepBlock(blocks.StructBlock):
    """One step of "how it works"."""

    title = blocks.CharBlock(label=_("Step"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), max_length=400, rows=2)


class StepsBlock(blocks.StructBlock):
    """How it works, step by step."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "cms/blocks/steps.html"


TEXT_BLOCKS = [
    ("text", TextBlock()),
    ("picture", PictureBlock()),
    ("quote", QuoteBlock()),
    ("accordion", AccordionBlock()),
    ("call", CallBlock()),
    ("steps", StepsBlock()),
]

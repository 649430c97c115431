"""Addresses of pages of a set of figures, in the way that the reader came."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def page_url(context, page, *about):
    """The address of a page for the reader of this page."""
    return context["reader"].url(page, *about)


@register.simple_tag(takes_context=True)
def permalink(context, page, *about):
    """The address to cite: with the host, and of the release where there is one."""
    address = context["reader"].permalink(page, *about)
    return context["request"].build_absolute_uri(address)


@register.simple_tag(takes_context=True)
def release_url(context, release):
    """The first page of another release of the round."""
    return context["reader"].release_url(release)

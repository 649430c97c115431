"""The round of an address, for its coordinators; to everybody else it is not there."""

from django.shortcuts import get_object_or_404

from surveys.access import rounds_for
from surveys.models import Role


def coordinated_round(request, code):
    return get_object_or_404(rounds_for(request.user, Role.COORDINATOR), code=code)

"""How often people without an account may try something, counted by their network."""

import ipaddress

from allauth.core import ratelimit
from django.utils.crypto import salted_hmac

from surveys.people.sign_in import address_of

# One IPv4 address is one connection, of a home or of a whole centre; of IPv6 a
# connection has 2^64 addresses.
PREFIX_LENGTHS = {4: 32, 6: 64}


def tried_too_often(request, action):
    """Count one more try of an action; whether its network has had too many.

    action: one of ACCOUNT_RATE_LIMITS, with a rate for each key. The cache has a keyed
    hash of the network, so that nobody reads in it who was there.
    """
    network = salted_hmac("rate limit", network_of(address_of(request))).hexdigest()
    return not ratelimit.consume(request, action=action, key=network)


def network_of(address):
    """The network of an address, as text; an IPv4 address inside IPv6 is itself."""
    parsed = ipaddress.ip_address(address)
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    length = PREFIX_LENGTHS[parsed.version]
    return str(ipaddress.ip_interface(f"{parsed}/{length}").network)

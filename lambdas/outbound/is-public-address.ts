import ipaddr from 'ipaddr.js';

// A public address that belongs to the cloud platform itself: Azure's WireServer.
const HOST_SERVICES = ['168.63.129.16'];

/**
 * Returns whether an address is global unicast, so that dialling it leaves the network this code runs in.
 *
 * No special range of the IANA registries is public: unspecified, loopback, private, link-local (with the instance metadata
 * at 169.254.169.254), carrier-grade NAT, multicast, broadcast, documentation, benchmarking, reserved, unique-local (with
 * fd00:ec2::254), and IPv6 that carries an IPv4 address or a route to elsewhere: IPv4-mapped and -compatible, 6to4, Teredo,
 * local NAT64 (64:ff9b:1::/48), SRv6 (5f00::/16). Neither is any other IPv6 outside 2000::/3, with one exception:
 * 64:ff9b::/96, which a DNS64 resolver returns for IPv4-only hosts. There the embedded IPv4 address decides. An address
 * with a zone, or text that is not an address, is not public.
 *
 * Sources: RFC 6890 and the IANA special-purpose address registries; RFC 6052 for 64:ff9b::/96.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return isPublicIPv4(parsed);
  if (parsed.match(ipaddr.IPv6.parse('64:ff9b::'), 96))
    return isPublicIPv4(new ipaddr.IPv4(parsed.toByteArray().slice(12)));
  return parsed.match(ipaddr.IPv6.parse('2000::'), 3) && parsed.range() === 'unicast';
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !HOST_SERVICES.includes(address.toString());
}

/** Returns whether an address belongs to this machine: 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && !address.includes('%') && ipaddr.parse(address).range() === 'loopback';
}

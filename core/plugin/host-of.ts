/** Returns the host of a URL, as `outbound.basicAuth` writes it: in lower case, without port and trailing dot. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/\.$/, '');
}

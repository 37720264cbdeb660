import { PluginFailed } from '../errors/plugin-errors.ts';

/** The URL parser resolves these segments, even if their dots are percent-encoded ("URL Standard", 4.4 URL parsing). */
const DOT_SEGMENTS: readonly string[] = ['.', '..'];

/**
 * Encodes an id from an order or a partner as one segment of a URL's path, e.g. `A/1` as `A%2F1`.
 *
 * @throws PluginFailed `id_invalid`: as a segment, the id would address another resource, or none
 */
export function pathSegment(id: string): string {
  if (id !== '' && !DOT_SEGMENTS.includes(id) && id.isWellFormed()) return encodeURIComponent(id);
  throw new PluginFailed(
    `Expected an id that can be part of an address, found ${JSON.stringify(id)}. Correct the id in the order.`,
    { code: 'id_invalid' },
  );
}

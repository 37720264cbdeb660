/** How deep the objects and lists of an order, or of any body of a request, may nest. */
export const MAX_NESTING = 32;

/** Whether objects and lists nest too deep; works without recursion, however deep they do. */
export function nestsTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const containers = level.filter((item) => typeof item === 'object' && item !== null);
    if (depth >= MAX_NESTING) return containers.length > 0;
    level = containers.flatMap((container) => Object.values(container as object));
  }
  return false;
}

/** Turns milliseconds into a timestamp of the wire: epoch seconds, with the milliseconds as fraction. */
export function epochSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}

/** A named set of records of one shape. `recordType` only carries the type; it is never set. */
export interface Collection<Shape extends object> {
  readonly name: string;
  readonly recordType?: Shape;
}

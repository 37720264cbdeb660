/** A change of a file's content: bytes at a position, or a new size. */
export type ContentChange = { readonly at: number; readonly data: Buffer } | { readonly size: number };

/** Content of a file that changes in place. */
export class FileContent {
  #bytes: Buffer;
  #size: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = bytes;
    this.#size = bytes.length;
  }

  /** The bytes, until the next change. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  apply(change: ContentChange): void {
    if ('size' in change) {
      this.#resize(change.size);
      return;
    }
    const end = change.at + change.data.length;
    if (end > this.#size) this.#resize(end);
    change.data.copy(this.#bytes, change.at);
  }

  #resize(size: number): void {
    if (size > this.#bytes.length)
      this.#bytes = Buffer.concat([this.bytes, Buffer.alloc(Math.max(size, 2 * this.#size) - this.#size)]);
    // What a shorter file held there must not come back when it grows again.
    else if (size > this.#size) this.#bytes.fill(0, this.#size, size);
    this.#size = size;
  }
}

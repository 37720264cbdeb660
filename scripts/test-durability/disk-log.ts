/** What a process did to the files below a folder. Paths are relative to it; the folder itself is the empty path. */
export type DiskRecord =
  | {
      readonly kind: 'open';
      readonly path: string;
      readonly inode: number;
      readonly truncates: boolean;
      readonly creates: boolean;
      readonly isFolder: boolean;
    }
  | { readonly kind: 'write'; readonly inode: number; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly inode: number; readonly size: number }
  /** A sync covers what came before its begin, once it has ended. */
  | { readonly kind: 'sync-begin' | 'sync-end' | 'sync-failed'; readonly inode: number; readonly sync: number }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'unlink' | 'mkdir' | 'rmdir'; readonly path: string };

/** The process did something that the disk cannot model. */
export class DiskOperationUnsupported extends Error {
  override readonly name = 'DiskOperationUnsupported';
}

// The layout of `struct record` in disk.c.
const HEAD_BYTES = 32;

/**
 * Parses a log of `disk.c`. A record that the kill cut off is left out.
 *
 * @throws DiskOperationUnsupported
 */
export function* parseDiskLog(log: Buffer): Generator<DiskRecord> {
  for (let from = 0; from + HEAD_BYTES <= log.length; ) {
    const pathBytes = log.readUInt32LE(from + 4);
    const dataBytes = log.readUInt32LE(from + 8);
    const next = from + HEAD_BYTES + pathBytes + dataBytes;
    if (next > log.length) return;
    const path = log.toString('utf8', from + HEAD_BYTES, from + HEAD_BYTES + pathBytes);
    const data = log.subarray(next - dataBytes, next);
    const number = log.readUInt32LE(from + 12);
    const inode = Number(log.readBigUInt64LE(from + 16));
    const at = Number(log.readBigUInt64LE(from + 24));
    yield recordOf(log.readUInt8(from), { path, data, number, inode, at });
    from = next;
  }
}

interface Fields {
  readonly path: string;
  readonly data: Buffer;
  readonly number: number;
  readonly inode: number;
  readonly at: number;
}

function recordOf(kind: number, { path, data, number, inode, at }: Fields): DiskRecord {
  switch (kind) {
    case 1: {
      const [truncates, creates, isFolder] = [1, 2, 4].map((bit) => (number & bit) !== 0);
      return {
        kind: 'open',
        path,
        inode,
        truncates: truncates === true,
        creates: creates === true,
        isFolder: isFolder === true,
      };
    }
    case 2:
      return { kind: 'write', inode, at, data };
    case 3:
      return { kind: 'truncate', inode, size: at };
    case 4:
      return { kind: 'sync-begin', inode, sync: number };
    case 5:
      return { kind: 'sync-end', inode, sync: number };
    case 6:
      return { kind: 'sync-failed', inode, sync: number };
    case 7:
      return { kind: 'rename', path, to: data.toString('utf8') };
    case 8:
      return { kind: 'unlink', path };
    case 9:
      return { kind: 'mkdir', path };
    case 10:
      return { kind: 'rmdir', path };
    default:
      throw new DiskOperationUnsupported(`Expected operations within the folder, found a move of "${path}" out of it.`);
  }
}

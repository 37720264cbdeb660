import { execFile } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type DiskImage, readDiskImage, type Survival } from './disk-image.ts';
import { parseDiskLog } from './disk-log.ts';

/** There is no C compiler, or this is not Linux with glibc. */
export class DiskUnavailable extends Error {
  override readonly name = 'DiskUnavailable';
}

/** Faults of a disk, in the order of its control file. */
const FAULTS = ['full', 'syncFails', 'syncLies'] as const;

/** A fault: no space left, `fsync` returns EIO, or `fsync` returns at once without an effect. */
export type DiskFault = (typeof FAULTS)[number];

/** A folder on a disk that can lose power. Linux only. */
export interface Disk {
  /** The folder. */
  readonly root: string;
  /** Environment variables of the process that uses the folder. Only one process may at a time. */
  readonly env: NodeJS.ProcessEnv;
  /** Takes the content of the folder as durable. Call it before each start of the process. */
  begin(): void;
  /** Switches a fault on or off, also while the process runs. */
  set(fault: DiskFault, isOn: boolean): void;
  /** Fails the power, after the process was killed: the folder then holds what the disk held. */
  crash(survival: Survival): void;
}

/** How to create a disk. */
export interface DiskOptions {
  /** Existing folder for the disk's own files. */
  readonly directory: string;
  /** Milliseconds that a sync takes. @default 2 */
  readonly syncMs?: number;
}

const SOURCE = fileURLToPath(new URL('disk.c', import.meta.url));

/**
 * Compiles `disk.c` and creates an empty folder on such a disk.
 *
 * @throws DiskUnavailable
 */
export async function createDisk({ directory, syncMs = 2 }: DiskOptions): Promise<Disk> {
  if (process.platform !== 'linux') throw new DiskUnavailable('The disk that loses power needs Linux.');
  const library = join(directory, 'disk.so');
  await promisify(execFile)('cc', ['-O2', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl', '-lpthread']).catch(
    (cause: unknown) => {
      throw new DiskUnavailable('The disk that loses power needs a C compiler (cc) and glibc.', { cause });
    },
  );
  const [root, log, control] = [join(directory, 'disk'), join(directory, 'log'), join(directory, 'control')];
  await rm(root, { recursive: true, force: true });
  await mkdir(root);
  writeFileSync(control, Buffer.from([0, 0, 0, syncMs]));
  let image: DiskImage | undefined;
  return {
    root,
    env: {
      LD_PRELOAD: library,
      POWER_LOSS_ROOT: root,
      POWER_LOSS_LOG: log,
      POWER_LOSS_CONTROL: control,
      // The library sees calls of libc only.
      UV_USE_IO_URING: '0',
    },
    begin() {
      writeFileSync(log, '');
      image = readDiskImage(root);
    },
    set(fault, isOn) {
      const file = openSync(control, 'r+');
      writeSync(file, Buffer.from([isOn ? 1 : 0]), 0, 1, FAULTS.indexOf(fault));
      closeSync(file);
    },
    crash(survival) {
      if (image === undefined) throw new Error('Expected begin() before crash().');
      for (const record of parseDiskLog(readFileSync(log))) image.apply(record);
      image.crash(survival);
      image = undefined;
    },
  };
}

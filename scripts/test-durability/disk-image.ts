import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { DiskRecord } from './disk-log.ts';
import { type ContentChange, FileContent } from './file-content.ts';

/** Which of the writes that nobody waited for reached the disk before the power failed. */
export interface Survival {
  /** Whether a write to a file did. */
  write(): boolean;
  /** How many of the changes to names did, from the first: file systems write them in order. */
  names(changes: number): number;
}

/** Nothing that was not synced. */
export const NOTHING_SURVIVES: Survival = { write: () => false, names: () => 0 };

/**
 * Half of the writes, of any age, and the first few changes to names.
 *
 * @param random returns a number from 0 up to 1
 */
export function someSurvive(random: () => number): Survival {
  return { write: () => random() < 0.5, names: (changes) => Math.floor(random() * (changes + 1)) };
}

interface Node {
  readonly isFolder: boolean;
  content: FileContent;
  /** Changes of the content that no sync has covered, oldest first. */
  pending: { readonly order: number; readonly change: ContentChange }[];
  /** Another program wrote it; a sync makes its whole content durable. */
  readonly isForeign: boolean;
}

type Names = Map<string, Node>;

interface NameChange {
  readonly order: number;
  readonly folder: string;
  apply(names: Names): void;
}

/** A folder as a disk holds it: what is durable, and what a power failure may still undo. */
export interface DiskImage {
  /** Applies what the process did next. */
  apply(record: DiskRecord): void;
  /** Fails the power, and replaces the folder by what the disk then holds. */
  crash(survival: Survival): void;
}

/** Takes the current content of a folder as durable. */
export function readDiskImage(root: string): DiskImage {
  const byInode = new Map<number, Node>();
  const current: Names = new Map();
  for (const entry of [
    root,
    ...readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path)),
  ]) {
    const info = statSync(entry);
    const content = new FileContent(info.isFile() ? readFileSync(entry) : undefined);
    const node: Node = { isFolder: info.isDirectory(), content, pending: [], isForeign: false };
    byInode.set(info.ino, node);
    current.set(relative(root, entry), node);
  }
  const durable: Names = new Map(current);
  let names: NameChange[] = [];
  let order = 0;
  const syncs = new Map<number, number>();

  const change = (folder: string, apply: (names: Names) => void): void => {
    apply(current);
    names.push({ order, folder, apply });
  };
  const nodeOf = (inode: number): Node => {
    const node = byInode.get(inode);
    if (node === undefined) throw new Error(`Expected file ${inode} to have been opened, found no record of it.`);
    return node;
  };
  const write = (inode: number, change: ContentChange): void => {
    nodeOf(inode).pending.push({ order, change });
  };
  const open = (record: Extract<DiskRecord, { kind: 'open' }>): void => {
    const { path, inode, truncates, creates, isFolder } = record;
    if (current.get(path) !== byInode.get(inode) || !byInode.has(inode)) {
      const node: Node = { isFolder, content: new FileContent(), pending: [], isForeign: !creates };
      byInode.set(inode, node);
      change(folderOf(path), (into) => void into.set(path, node));
    }
    if (truncates) write(inode, { size: 0 });
  };
  /** Makes what came before the sync durable; what a failed one covered is gone. */
  const endSync = (inode: number, begin: number, succeeded: boolean): void => {
    const node = nodeOf(inode);
    const covered = node.pending.filter((pending) => pending.order < begin);
    node.pending = node.pending.slice(covered.length);
    if (!succeeded) return;
    const path = node.isFolder || node.isForeign ? pathOf(node) : undefined;
    if (node.isFolder) syncNames(path, begin);
    else if (path !== undefined) node.content = new FileContent(readFileSync(join(root, path)));
    for (const { change } of covered) node.content.apply(change);
  };
  const pathOf = (node: Node): string | undefined => [...current].find(([, found]) => found === node)?.[0];
  const syncNames = (folder: string | undefined, begin: number): void => {
    const isCovered = (name: NameChange): boolean => name.folder === folder && name.order < begin;
    for (const name of names.filter(isCovered)) name.apply(durable);
    names = names.filter((name) => !isCovered(name));
  };

  const rename = (path: string, to: string): void => {
    const node = current.get(path);
    change(folderOf(path), (into) => {
      into.delete(path);
      if (node !== undefined) into.set(to, node);
    });
  };
  const apply = (record: DiskRecord): void => {
    order += 1;
    if (record.kind === 'open') open(record);
    else if (record.kind === 'write' || record.kind === 'truncate') write(record.inode, record);
    else if (record.kind === 'sync-begin') syncs.set(record.sync, order);
    else if (record.kind === 'sync-end' || record.kind === 'sync-failed')
      endSync(record.inode, syncs.get(record.sync) ?? 0, record.kind === 'sync-end');
    else if (record.kind === 'rename') rename(record.path, record.to);
    else if (record.kind === 'unlink' || record.kind === 'rmdir')
      change(folderOf(record.path), (into) => void into.delete(record.path));
    // A new folder is known by its first opening, or by the names in it.
  };

  return {
    apply,
    crash(survival) {
      for (const name of names.slice(0, survival.names(names.length))) name.apply(durable);
      rmSync(root, { recursive: true });
      mkdirSync(root);
      for (const [path, node] of durable) {
        if (node.isFolder) mkdirSync(join(root, path), { recursive: true });
        else writeFile(join(root, path), node, survival);
      }
    },
  };
}

function writeFile(file: string, { content, pending }: Node, survival: Survival): void {
  for (const { change } of pending) if (survival.write()) content.apply(change);
  // A file that was synced is kept even if nobody synced the folders above its own.
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content.bytes);
}

function folderOf(path: string): string {
  return dirname(path) === '.' ? '' : dirname(path);
}

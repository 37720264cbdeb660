import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { aborted, stopSignal } from '../../../embedded/cli/stop-signal.ts';

function processLike() {
  const signals = new EventEmitter();
  const exits: number[] = [];
  const stop = stopSignal({ on: (name, listener) => signals.on(name, listener), exit: (code) => exits.push(code) });
  return { signals, exits, stop };
}

it.each(['SIGINT', 'SIGTERM'])('aborts at the first %s and leaves the process alone', async (signal) => {
  const { signals, exits, stop } = processLike();
  const waiting = aborted(stop);
  expect(stop.aborted).toBe(false);
  signals.emit(signal);
  await waiting;
  await aborted(stop);
  expect(exits).toEqual([]);
});

it('ends the process at the second signal', () => {
  const { signals, exits } = processLike();
  signals.emit('SIGTERM');
  signals.emit('SIGINT');
  expect(exits).toEqual([130]);
});

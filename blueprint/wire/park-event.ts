import * as z from 'zod';
import { RUN_FIELDS } from './step-event.ts';

/** What the state was doing whose order is parked: running the step, probing it, or undoing it. */
export const PARK_MODES = ['run', 'probe', 'undo'] as const;

/** What the state was doing whose order is parked. */
export type ParkMode = (typeof PARK_MODES)[number];

/** The request of a state machine to park its order (state-machines/compile-park.ts). */
export const parkEventSchema = z.object({
  action: z.literal('park'),
  ...RUN_FIELDS,
  mode: z.enum(PARK_MODES),
  /** Name of the connection that is unavailable. */
  connection: z.string().min(1),
  /** The error that the state caught. */
  failure: z.object({ step: z.string().min(1), error: z.string(), cause: z.string().default('') }),
  parking: z.object({
    /** How often the order has been parked at this state, from 1. */
    times: z.int().min(1),
    /** When it was parked first, and when the patience ends, in milliseconds since the epoch. */
    since: z.number(),
    until: z.number(),
  }),
  /** Resumes the state. */
  taskToken: z.string().min(1),
});

/** A request to park an order. */
export type ParkEvent = z.output<typeof parkEventSchema>;

/** The input of an execution that releases the parked orders of a connection. */
export const releaseEventSchema = z.object({
  connection: z.string().min(1),
  /** When the connection began to have parked orders: part of the execution's name. ISO 8601. */
  since: z.string().min(1),
  /** How often the function was called before by this execution. */
  ticks: z.int().min(0),
});

/** One invocation of the function that releases orders. */
export type ReleaseEvent = z.output<typeof releaseEventSchema>;

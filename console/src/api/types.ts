import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';

/** An order with its steps. */
export type Order = ResponseBody<'OrderDetails'>;

/** An order in a list. */
export type OrderSummary = ResponseBody<'OrderSummary'>;

/** A step of an order. */
export type Step = Order['steps'][number];

/** What a partner answered about a step. */
export type Probe = ResponseBody<'Probe'>;

/** The record of a run. */
export type ProcessEvent = ResponseBody<'ProcessEvent'>;

/** An attempt of a step. */
export type Attempt = ProcessEvent['plugins'][number]['attempts'][number];

/** What was submitted, with its revisions. */
export type OrderPayload = ResponseBody<'OrderPayload'>;

/** A request to a partner. */
export type Callout = ProcessEvent['callouts'][number];

/** A connection to a partner. */
export type Connection = ResponseBody<'Connection'>;

/** What an action on a connection would do. */
export type ConnectionDryRun = ResponseBody<'ConnectionDryRun'>;

/** What a recovery of a webhook would send. */
export type RecoveryDryRun = ResponseBody<'RecoveryDryRun'>;

/** A webhook and its endpoint. */
export type Webhook = ResponseBody<'Webhook'>;

/** The delivery of an event. */
export type Delivery = ResponseBody<'Delivery'>;

/** The config in effect. */
export type Config = ResponseBody<'Config'>;

/** A deployment of a version of the config. */
export type ConfigDeployment = ResponseBody<'ConfigVersionList'>['items'][number];

/** The editions, and how their runs ended. */
export type Editions = ResponseBody<'EditionReport'>;

/** Orders that need a person and have something in common. */
export type OrderGroup = ResponseBody<'OrderGroups'>['items'][number];

/** What an action would do. */
export type DryRun = ResponseBody<'DryRun'>;

/** A proposal to do one action to many orders. */
export type Proposal = ResponseBody<'Proposal'>;

/** A proposal in a list. */
export type ProposalSummary = ResponseBody<'ProposalSummary'>;

/** An order of a proposal. */
export type ProposedOrder = ResponseBody<'ProposedOrderList'>['items'][number];

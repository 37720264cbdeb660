/**
 * What the texts of a store have in common, with made-up values: orders, steps, deliveries, and the histories of executions. Texts are
 * compressed against it, since most of a short text is names that every text of its kind has.
 *
 * It is a part of the file format. **Never change it**: stores hold what was compressed with it. A test keeps its hash.
 */

const JSON_TEXT = JSON.stringify;
const at = { S: '2026-01-01T00:00:00.000Z' };

const offer = {
  id: 'f2a9c1d0-6c8e-4a53-8a51-9b6f0f7f2c11',
  name: 'Digital Monthly',
  type: 'offer',
  quantity: 1,
  price: { amount: 10, currency: 'GBP', summary: { headline: '£10.00', subline: 'per month' } },
  offer: {
    id: '',
    version: '',
    path: '/offers/Digital Monthly',
    name: 'Digital Monthly',
    record_type: 'offer',
    data: {
      attributes: {
        display_name__limio: 'Digital',
        display_description__limio: 'Every article.',
        offer_type__limio: 'standard',
        price__limio: [
          {
            name: 'Monthly charge',
            value: 10,
            currencyCode: 'GBP',
            type: 'recurring',
            trigger: 'subscription_start',
            repeat_interval: 1,
            repeat_interval_type: 'months',
          },
        ],
        term__limio: { renewal_type: 'TERMED', renewal_trigger: 'EXTERNAL', length: 1, type: 'months' },
        payment_types__limio: ['zuora_card'],
      },
    },
  },
  products: [
    {
      path: '/products/Digital',
      name: 'Digital',
      record_type: 'product',
      attributes: { display_name__limio: 'Digital', product_code__limio: '' },
    },
  ],
};

const payload = {
  order_type: 'new',
  external_id: '',
  initiated_source: 'shop',
  source: 'shop',
  process_immediately: false,
  mode: 'production',
  checkoutId: 'basket-',
  orderDate: '2026-01-01T00:00:00Z',
  country: 'GB',
  orderItems: [offer],
  customerDetails: { firstName: '', lastName: '', email: '@example.org', phone: '+44', marketingPrefs: {} },
  billingDetails: {
    firstName: '',
    lastName: '',
    address1: '',
    address2: '',
    city: '',
    state: '',
    postalCode: '',
    country: 'GB',
  },
  payment: { type: 'zuora', zuora: { refId: '', paymentGateway: '', success: true } },
  paymentType: 'zuora_card',
  total: { amount: 10, currency: 'GBP' },
  tracking: { campaign: '/pages/', tag: '/tags/', offers: ['/offers/'], purchaseCountryCode: 'GB' },
  customFields: {},
};

const plannedStep = (id: string, service: string): object => ({
  M: {
    id: { S: id },
    name: { S: id },
    service: { S: service },
    phase: { S: 'process' },
    critical: { BOOL: true },
  },
});

const storedEvent = (type: string): object => ({ M: { type: { S: type }, occurredAt: at, run: { N: '1' } } });

const order = {
  pk: { S: 'order-' },
  sk: { S: 'order' },
  id: { S: 'order-' },
  status: { S: 'complete' },
  revision: { N: '1' },
  payload: { S: JSON_TEXT(payload) },
  orderType: { S: 'new' },
  mode: { S: 'production' },
  degraded: { L: [] },
  runs: {
    L: [
      {
        M: {
          number: { N: '1' },
          sequence: { M: { name: { S: 'default' }, version: { S: '' } } },
          config: { S: '' },
          steps: { L: [plannedStep('salesforceV3', 'salesforce'), plannedStep('zuora', 'zuora')] },
          why: { L: [{ M: { override: { S: '' }, matched: { BOOL: false }, reason: { S: 'The offer type is ' } } }] },
          startedAt: at,
          finishedAt: at,
          outcome: { S: 'complete' },
        },
      },
    ],
  },
  events: { L: [storedEvent('order.submitted'), storedEvent('order.completed')] },
  fingerprint: { S: '' },
  createdAt: at,
  updatedAt: at,
  dayShard: { S: '2026-01-01#0' },
};

const step = {
  pk: { S: 'order-' },
  sk: { S: 'step#zuora' },
  attempts: {
    L: [
      {
        M: {
          run: { N: '1' },
          startedAt: at,
          outcome: { S: 'succeeded' },
          durationMs: { N: '10' },
          detail: { B: 'H4sIAAAAAAAAA' },
        },
      },
    ],
  },
  incarnation: { S: '' },
  leaseUntil: at,
  plugin: { S: 'zuora' },
  run: { N: '1' },
  service: { S: 'zuora' },
  status: { S: 'succeeded' },
  stepId: { S: 'zuora' },
};

const delivery = {
  pk: { S: 'order-' },
  sk: { S: 'delivery#000001#orders' },
  attempts: {
    L: [
      {
        M: {
          round: { N: '1' },
          startedAt: at,
          durationMs: { N: '10' },
          traceparent: { S: '00-' },
          status: { N: '204' },
          reply: { S: '' },
        },
      },
    ],
  },
  createdAt: at,
  eventType: { S: 'order.submitted' },
  orderId: { S: 'order-' },
  orderType: { S: 'new' },
  ownedUntil: at,
  owner: { S: 'arn:aws:states:eu-west-1:000000000000:execution:demo-webhook-delivery:' },
  putOff: { N: '0' },
  round: { N: '1' },
  sequence: { N: '1' },
  status: { S: 'delivered' },
  updatedAt: at,
  webhook: { S: 'orders' },
  deliveryShard: { S: 'orders#delivered' },
};

const zuoraOutput = {
  subscriptionNumber: '',
  subscriptionNumbers: [''],
  accountNumber: 'A',
  orderNumber: 'order-',
  status: 'Completed',
  effectiveDate: '2026-01-01',
  invoiceNumbers: ['INV'],
  billedAmount: 10,
  collectedAmount: 10,
  creditedAmount: 0,
  refundedAmount: 0,
  currency: 'GBP',
  price: { rule: 'verify', compared: true, ordered: 10, difference: 0 },
};

const state = {
  orderId: 'order-',
  run: 1,
  revision: 1,
  results: {
    salesforceV3: { crmId: '', contactId: '', matched: false, contactMatched: false },
    zuora: zuoraOutput,
    platformEvents: { eventType: 'NEW_ORDER', eventUuid: '' },
  },
};

const truncated = { truncated: false };
const lambda = { resourceType: 'lambda', resource: 'invoke' };
const historyEvent = (type: string, details: object): object => ({ id: 1, previous: 1, at: 17, type, details });
const invocation = {
  FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:demo-plugin-zuora',
  Payload: {
    orderId: 'order-',
    run: 1,
    results: state.results,
    step: {
      id: 'zuora',
      name: 'zuora',
      service: 'zuora',
      phase: 'process',
      critical: true,
      effect: 'idempotent',
      probes: true,
      compensates: true,
      options: {},
      timeoutSeconds: 10,
      retry: { maxAttempts: 1, intervalSeconds: 1, backoffRate: 2 },
      patience: { connection: 'zuora', seconds: 14400 },
    },
  },
};
const success = {
  ExecutedVersion: '$LATEST',
  Payload: { outcome: 'succeeded', output: zuoraOutput },
  StatusCode: 200,
  SdkHttpMetadata: { HttpStatusCode: 200 },
  SdkResponseMetadata: { RequestId: '' },
};

const history = [
  historyEvent('ExecutionStarted', {
    executionStartedEventDetails: {
      input: JSON_TEXT({ webhook: 'orders', orderId: 'order-', sequence: 1, round: 1 }),
      inputDetails: truncated,
      roleArn: 'arn:aws:iam::000000000000:role/local',
    },
  }),
  historyEvent('TaskStateEntered', {
    stateEnteredEventDetails: { name: 'Send webhook', input: JSON_TEXT(state), inputDetails: truncated },
  }),
  historyEvent('TaskScheduled', {
    taskScheduledEventDetails: {
      ...lambda,
      region: 'eu-west-1',
      parameters: JSON_TEXT(invocation),
      timeoutInSeconds: 25,
    },
  }),
  historyEvent('TaskStarted', { taskStartedEventDetails: lambda }),
  historyEvent('TaskSucceeded', {
    taskSucceededEventDetails: { ...lambda, output: JSON_TEXT(success), outputDetails: truncated },
  }),
  historyEvent('TaskStateExited', {
    stateExitedEventDetails: {
      name: 'Complete order',
      output: JSON_TEXT({ outcome: 'delivered' }),
      outputDetails: truncated,
    },
  }),
  historyEvent('ExecutionSucceeded', {
    executionSucceededEventDetails: { output: JSON_TEXT(state), outputDetails: truncated },
  }),
];

/** About 8 KB. */
export const COMMON_TEXTS = Buffer.from(
  [state, history, delivery, step, order].map((text) => JSON_TEXT(text)).join(''),
);

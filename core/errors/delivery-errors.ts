/** The delivery is to be tried again later; the message is JSON with the seconds to wait, which the state machine reads. */
export class DeliveryPostponed extends Error {
  override readonly name = 'DeliveryPostponed';

  /**
   * @param seconds until the next try, at least 1
   * @param because why, for whoever reads the execution's history
   */
  constructor(seconds: number, because: string, options?: ErrorOptions) {
    super(JSON.stringify({ seconds, because }), options);
  }
}

/** The delivery is given up: its tries are used up, or the receiver wants no more. */
export class DeliveryGivenUp extends Error {
  override readonly name = 'DeliveryGivenUp';
}

/** Every error that the sender lets cross to the delivery state machine. */
export const DELIVERY_ERROR_NAMES = ['DeliveryPostponed', 'DeliveryGivenUp'] as const;
